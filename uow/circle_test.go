package uow_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// Teams have players, and each team has a captain, which may be nobody; a league and its first season need each other,
// which is checked at the end.

type Team struct {
	ID        int64
	Name      string
	CaptainID *int64
	Captain   schema.One[Player]
	Players   schema.Many[Player]
}

type Player struct {
	ID     int64
	Name   string
	TeamID int64
	Team   schema.One[Team]
}

type League struct {
	ID      string
	FirstID string
	First   schema.One[Season]
}

type Season struct {
	ID       string
	LeagueID string
	League   schema.One[League]
}

type teams struct {
	schema.Table[Team, int64]
	ID        schema.Owned[int64]
	Name      schema.Col[string]
	CaptainID schema.NullCol[int64]
}

type players struct {
	schema.Table[Player, int64]
	ID     schema.Owned[int64]
	Name   schema.Col[string]
	TeamID schema.Col[int64]
}

type leagues struct {
	schema.Table[League, string]
	ID      schema.Col[string]
	FirstID schema.Col[string]
}

type seasons struct {
	schema.Table[Season, string]
	ID       schema.Col[string]
	LeagueID schema.Col[string]
}

var (
	Teams = schema.Define("teams", func(d *schema.Def, t *teams, e *Team) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.MapNull(d, &t.CaptainID, "captain_id", &e.CaptainID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Players = schema.Define("players", func(d *schema.Def, t *players, e *Player) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.Map(d, &t.TeamID, "team_id", &e.TeamID).References(Teams.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Leagues = schema.Define("leagues", func(d *schema.Def, t *leagues, e *League) {
		schema.Map(d, &t.ID, "id", &e.ID)
		schema.Map(d, &t.FirstID, "first_id", &e.FirstID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Seasons = schema.Define("seasons", func(d *schema.Def, t *seasons, e *Season) {
		schema.Map(d, &t.ID, "id", &e.ID)
		schema.Map(d, &t.LeagueID, "league_id", &e.LeagueID).References(Leagues.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})

	TeamCaptain  = schema.ManyToOne(Teams.CaptainID, Players.ID, func(e *Team) *schema.One[Player] { return &e.Captain })
	TeamPlayers  = schema.OneToMany(Teams.ID, Players.TeamID, func(e *Team) *schema.Many[Player] { return &e.Players })
	PlayerTeam   = schema.ManyToOne(Players.TeamID, Teams.ID, func(e *Player) *schema.One[Team] { return &e.Team })
	LeagueFirst  = schema.ManyToOne(Leagues.FirstID, Seasons.ID, func(e *League) *schema.One[Season] { return &e.First })
	SeasonLeague = schema.ManyToOne(Seasons.LeagueID, Leagues.ID, func(e *Season) *schema.One[League] { return &e.League })

	CircleModel = schema.NewModel(Teams, Players, Leagues, Seasons, TeamCaptain, TeamPlayers, PlayerTeam, LeagueFirst, SeasonLeague,
		schema.ForeignKey(Teams.CaptainID, Players.ID), schema.ForeignKey(Leagues.FirstID, Seasons.ID).Deferrable())
)

func circlePool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "uow_circle", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		return CircleModel.CreateAll(ctx, conn)
	})
}

func TestS27_ACircleOfRowsIsWrittenWithOneLateUpdate(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := circlePool(t)
	s, trace := traced(t, pool, CircleModel)
	var all []*Team
	for _, name := range []string{"reds", "blues"} {
		team := &Team{Name: name}
		captain, other := &Player{Name: name + "'s captain", Team: schema.To(team)}, &Player{Name: "other", Team: schema.To(team)}
		team.Captain = schema.To(captain)
		s.Add(other, team)
		all = append(all, team)
	}
	s.Add(&Team{Name: "nobody's"})
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 keys", "1 keys", "2 insert teams", "2 insert players", "2 update teams", "2 commit"}, ran(trace))
	for _, team := range all {
		captain, err := team.Captain.Get()
		require.NoError(t, err)
		row := stored(t, pool, Teams, Teams.ID.Eq(team.ID))
		require.NotNil(t, row.CaptainID)
		assert.Equal(t, captain.ID, *row.CaptainID)
		assert.Equal(t, captain.ID, *team.CaptainID)
	}
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Empty(t, ran(trace))

	for _, team := range all { // and everything at once away
		ps, err := team.Players.All()
		require.NoError(t, err)
		require.Len(t, ps, 2)
		s.Delete(team, ps[0], ps[1])
	}
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 update teams", "1 delete players", "1 delete teams", "1 commit"}, ran(trace))
	assert.Equal(t, 1, count(t, pool, "teams"))
	assert.Zero(t, count(t, pool, "players"))
}

func TestS27_NoUpdateThatTheOrderMadeUnnecessary(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := circlePool(t)
	s, trace := traced(t, pool, CircleModel)
	home := &Team{Name: "home"}
	star := &Player{Name: "star", Team: schema.To(home)}
	away := &Team{Name: "away", Captain: schema.To(star)} // a chain, no circle
	s.Add(away)
	require.NoError(t, s.Commit(ctx))
	for _, sql := range ran(trace) {
		assert.NotContains(t, sql, "update")
	}
	assert.Equal(t, star.ID, *stored(t, pool, Teams, Teams.Name.Eq("away")).CaptainID)
	s.Delete(home, star, away)
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 delete teams", "1 delete players", "1 delete teams", "1 commit"}, ran(trace))
}

func TestS27_ACircleOverADeferrableKeyNeedsNoUpdate(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := circlePool(t)
	s, trace := traced(t, pool, CircleModel)
	league := &League{ID: "a"}
	season := &Season{ID: "1", League: schema.To(league)}
	league.First = schema.To(season)
	s.Add(season, &League{ID: "b", FirstID: "2"}, &Season{ID: "2", LeagueID: "b"})
	require.NoError(t, s.Commit(ctx))
	for _, sql := range ran(trace) {
		assert.NotContains(t, sql, "update")
	}
	assert.Equal(t, 1, trace.RoundTrips(), "keys that the program makes: one trip")
	assert.Equal(t, "1", stored(t, pool, Leagues, Leagues.ID.Eq("a")).FirstID)
	assert.Equal(t, "b", stored(t, pool, Seasons, Seasons.ID.Eq("2")).LeagueID)

	s.Delete(season, league)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 1, count(t, pool, "leagues"))
}

func TestADeferredConstraintThatFailsAtCommit(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := circlePool(t)
	s := open(t, pool, CircleModel)
	league := &League{ID: "a", FirstID: "nothing"}
	season := &Season{ID: "1", League: schema.To(league)}
	for _, flushed := range []bool{true, false} { // COMMIT alone, and behind the flush
		_, err := s.Exec(ctx, "SET CONSTRAINTS ALL DEFERRED")
		require.NoError(t, err)
		s.Add(season)
		if flushed {
			require.NoError(t, s.Flush(ctx))
		}
		err = s.Commit(ctx)
		isConstraint(t, err, "leagues")
		var unknown *uow.CommitUnknownError
		require.NotErrorAs(t, err, &unknown, "the server said no")
		idle(t, pool)
		_, found, err := uow.Get(ctx, s, Leagues, "a")
		require.NoError(t, err, "the session goes on")
		assert.False(t, found)
		assert.Zero(t, count(t, pool, "seasons"))
	}
	league.FirstID = "1"
	s.Add(season)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 1, count(t, pool, "seasons"))
}
