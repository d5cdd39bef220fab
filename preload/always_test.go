package preload_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Club, Member and Badge are tables whose relations are loaded with every entity query, in a circle.
type Club struct {
	ID      int64
	Name    string
	Members schema.Many[Member]
	Badges  schema.Many[Badge]
}

type Member struct {
	ID        int64
	Name      string
	ClubID    int64
	SponsorID *int64
	Club      schema.One[Club]
	Sponsor   schema.One[Member]
}

type Badge struct {
	ID     int64
	ClubID int64
	Club   schema.One[Club]
}

type clubs struct {
	schema.Table[Club, int64]
	ID   schema.Owned[int64]
	Name schema.Col[string]
}

type members struct {
	schema.Table[Member, int64]
	ID        schema.Owned[int64]
	Name      schema.Col[string]
	ClubID    schema.Col[int64]
	SponsorID schema.NullCol[int64]
}

type badges struct {
	schema.Table[Badge, int64]
	ID     schema.Owned[int64]
	ClubID schema.Col[int64]
}

var (
	Clubs = schema.Define("companies", func(d *schema.Def, t *clubs, c *Club) {
		schema.Map(d, &t.ID, "id", &c.ID).Identity()
		schema.Map(d, &t.Name, "name", &c.Name)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Members = schema.Define("employees", func(d *schema.Def, t *members, m *Member) {
		schema.Map(d, &t.ID, "id", &m.ID).Identity()
		schema.Map(d, &t.Name, "name", &m.Name)
		schema.Map(d, &t.ClubID, "company_id", &m.ClubID).References(Clubs.ID)
		schema.MapNull(d, &t.SponsorID, "manager_id", &m.SponsorID).References(t.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Badges = schema.Define("badges", func(d *schema.Def, t *badges, b *Badge) {
		schema.Map(d, &t.ID, "id", &b.ID).Identity()
		schema.Map(d, &t.ClubID, "club_id", &b.ClubID).References(Clubs.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})

	always        = schema.Always(schema.SelectIn)
	ClubMembers   = schema.OneToMany(Clubs.ID, Members.ClubID, func(c *Club) *schema.Many[Member] { return &c.Members }, always)
	MemberClub    = schema.ManyToOne(Members.ClubID, Clubs.ID, func(m *Member) *schema.One[Club] { return &m.Club }, always)
	MemberSponsor = schema.ManyToOne(Members.SponsorID, Members.ID, func(m *Member) *schema.One[Member] { return &m.Sponsor }, always)
	ClubBadges    = schema.OneToMany(Clubs.ID, Badges.ClubID, func(c *Club) *schema.Many[Badge] { return &c.Badges }, schema.Always(schema.Subquery))
	BadgeClub     = schema.ManyToOne(Badges.ClubID, Clubs.ID, func(b *Badge) *schema.One[Club] { return &b.Club }, schema.Always(schema.Subquery))

	clubModel = schema.NewModel(Clubs, Members, Badges, ClubMembers, MemberClub, MemberSponsor, ClubBadges, BadgeClub)
)

// clubsDatabase is the database of companies and employees, who are clubs and their members here; two clubs have badges.
func clubsDatabase(t *testing.T) (*pgxpool.Pool, *sqltrace.Trace) {
	t.Helper()
	db, trace := database(t)
	_, err := db.Exec(t.Context(), `create table badges (id bigint generated always as identity primary key, club_id bigint not null references companies);
		insert into badges (club_id) values (1), (1), (2)`)
	require.NoError(t, err)
	trace.Reset()
	return db, trace
}

func TestS36_ARelationIsAlwaysLoadedInTheWayItSays(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := clubsDatabase(t)
	cs, err := query.From(Clubs).OrderBy(Clubs.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	ms, err := cs[1].Members.All()
	require.NoError(t, err)
	require.Len(t, ms, 3)
	back, err := ms[1].Club.Get()
	require.NoError(t, err)
	assert.Same(t, cs[1], back, "the circle closes in memory")
	sponsor, err := ms[1].Sponsor.Get()
	require.NoError(t, err)
	assert.Equal(t, ms[0].ID, sponsor.ID)
	bs, err := cs[0].Badges.All()
	require.NoError(t, err)
	assert.Len(t, bs, 2)
	var trips []int
	for _, s := range trace.Statements() {
		trips = append(trips, s.Trip)
	}
	assert.Equal(t, []int{1, 1, 2, 3, 4, 5}, trips, "badges beside clubs, members, sponsors, the sponsors' clubs, those clubs' badges; then the circle is at its end\n%s", trace)
}

func TestS36_ACircleComesToItsEnd(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := clubsDatabase(t)
	m, err := query.From(Members).Where(Members.ID.Eq(2)).Rows(ctx, db).One()
	require.NoError(t, err)
	c, err := m.Club.Get()
	require.NoError(t, err)
	ms, err := c.Members.All()
	require.NoError(t, err)
	assert.Len(t, ms, 3)
	sponsor, err := m.Sponsor.Get()
	require.NoError(t, err)
	assert.Equal(t, int64(1), sponsor.ID)
	assert.LessOrEqual(t, trace.RoundTrips(), 5, trace)
	b, found, err := query.From(Badges).OrderBy(Badges.ID).Rows(ctx, db).First()
	require.NoError(t, err)
	require.True(t, found)
	assert.True(t, b.Club.Loaded())
}

func TestS36_NoneSwitchesADefaultOff(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := clubsDatabase(t)
	cs, err := query.From(Clubs).With(preload.None(ClubMembers), preload.None(ClubBadges)).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Len(t, trace.Statements(), 1)
	_, err = cs[0].Members.All()
	require.ErrorContains(t, err, "relation Club.Members is not loaded")

	trace.Reset()
	cs, err = query.From(Clubs).OrderBy(Clubs.ID).
		With(preload.None(ClubBadges), preload.None(schema.Then(ClubMembers, MemberSponsor))).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, 2, trace.RoundTrips(), "the members are loaded still, their sponsors are not\n%s", trace)
	ms, err := cs[0].Members.All()
	require.NoError(t, err)
	assert.False(t, ms[0].Sponsor.Loaded())
}

func TestS36_TheQueryDecidesOverTheDefault(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := clubsDatabase(t)
	off := []query.Loader[*Club]{preload.None(schema.Then(ClubMembers, MemberSponsor))}
	_, err := query.From(Clubs).With(off...).With(preload.Subquery(ClubMembers), preload.SelectIn(ClubBadges)).Rows(ctx, db).All()
	require.NoError(t, err)
	var trips []int
	for _, s := range trace.Statements() {
		trips = append(trips, s.Trip)
	}
	assert.Equal(t, []int{1, 1, 2}, trips, "members beside clubs, badges by their keys\n%s", trace)

	trace.Reset()
	cs, err := query.From(Clubs).With(preload.SelectIn(ClubMembers), preload.None(ClubBadges), preload.None(ClubMembers)).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Len(t, trace.Statements(), 1, "the later loader holds")
	assert.False(t, cs[0].Members.Loaded())
}

func TestS36_DefaultsOfEveryEntityOfATuple(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := clubsDatabase(t)
	sponsor := schema.As(Members, "sponsor")
	rows, err := query.Select2(Members, query.Optional(sponsor)).From(Members).
		LeftJoin(sponsor, Members.SponsorID.EqExpr(sponsor.ID)).OrderBy(Members.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, rows, 9)
	assert.Nil(t, rows[0].V2)
	for _, r := range rows[1:3] {
		c, err := r.V1.Club.Get()
		require.NoError(t, err)
		assert.Equal(t, "A", c.Name)
		assert.True(t, r.V2.Club.Loaded())
	}
	assert.Equal(t, trace.Statements()[1].Trip, trace.Statements()[2].Trip, "both entities' relations go together\n%s", trace)

	trace.Reset()
	clubNames, err := query.Select2(Clubs.Name, Clubs).From(Clubs).OrderBy(Clubs.ID).Rows(ctx, db).Scalars()
	require.NoError(t, err)
	assert.Equal(t, []string{"A", "B", "C", "empty"}, clubNames)
	assert.Len(t, trace.Statements(), 1, "no entity is read")
}

func TestS36_ADefaultNeedsNoQueryThatCanBeRepeated(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, _ := clubsDatabase(t)
	cs, err := query.RawEntities(query.SQL(`select id, name from companies order by id`), Clubs).Rows(ctx, db).All()
	require.NoError(t, err)
	bs, err := cs[0].Badges.All()
	require.NoError(t, err)
	assert.Len(t, bs, 2)
	b, err := query.Returning(query.Insert(Badges).Row(Badges.ClubID.Set(3)), Badges).Rows(ctx, db).One()
	require.NoError(t, err)
	c, err := b.Club.Get()
	require.NoError(t, err)
	assert.Equal(t, "C", c.Name)
	distinct, err := query.From(Clubs).Distinct().OrderBy(Clubs.ID).Limit(1).Rows(ctx, db).All()
	require.NoError(t, err)
	bs, err = distinct[0].Badges.All()
	require.NoError(t, err)
	assert.Len(t, bs, 2)
}
