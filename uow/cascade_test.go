package uow_test

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// Authors have UUIDs that the program makes, posts UUIDs that the database makes, comments numbers. What becomes of rows
// when their author goes differs: posts go too, and with them their comments; a comment loses its editor; a badge stays,
// so that the author cannot go.

type Author struct {
	ID     UUID
	Name   string
	Posts  schema.Many[Post]
	Edited schema.Many[Comment]
	Badges schema.Many[Badge]
}

type Post struct {
	ID       UUID
	AuthorID UUID
	Title    string
	Author   schema.One[Author]
	Comments schema.Many[Comment]
}

type Comment struct {
	ID       int64
	PostID   UUID
	EditorID *UUID
	Text     string
	Post     schema.One[Post]
	Editor   schema.One[Author]
}

type Badge struct {
	ID       int64
	AuthorID UUID
}

type authors struct {
	schema.Table[Author, UUID]
	ID   schema.Col[UUID]
	Name schema.Col[string]
}

type posts struct {
	schema.Table[Post, UUID]
	ID       schema.Col[UUID]
	AuthorID schema.Col[UUID]
	Title    schema.Col[string]
}

type comments struct {
	schema.Table[Comment, int64]
	ID       schema.Owned[int64]
	PostID   schema.Col[UUID]
	EditorID schema.NullCol[UUID]
	Text     schema.Col[string]
}

type badges struct {
	schema.Table[Badge, int64]
	ID       schema.Owned[int64]
	AuthorID schema.Col[UUID]
}

// version7 makes a UUID of version 7: milliseconds, then chance.
func version7() (u UUID) {
	_, _ = rand.Read(u[:]) // never fails
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(time.Now().UnixMilli())) //nolint:gosec // after 1970
	copy(u[:6], ms[2:])
	u[6], u[8] = 0x70|u[6]&0x0f, 0x80|u[8]&0x3f
	return u
}

var (
	Authors = schema.Define("authors", func(d *schema.Def, t *authors, e *Author) {
		schema.Map(d, &t.ID, "id", &e.ID).ClientDefaultFunc(version7)
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Posts = schema.Define("posts", func(d *schema.Def, t *posts, e *Post) {
		schema.Map(d, &t.ID, "id", &e.ID).DefaultExpr(query.RawNotNull[UUID](query.SQL("gen_random_uuid()")))
		schema.Map(d, &t.AuthorID, "author_id", &e.AuthorID).References(Authors.ID).OnDelete(schema.Cascade).OnUpdateKey(schema.Cascade)
		schema.Map(d, &t.Title, "title", &e.Title)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Comments = schema.Define("comments", func(d *schema.Def, t *comments, e *Comment) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.PostID, "post_id", &e.PostID).References(Posts.ID).OnDelete(schema.Cascade)
		schema.MapNull(d, &t.EditorID, "editor_id", &e.EditorID).References(Authors.ID).OnDelete(schema.SetNull)
		schema.Map(d, &t.Text, "text", &e.Text)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Badges = schema.Define("badges", func(d *schema.Def, t *badges, e *Badge) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.AuthorID, "author_id", &e.AuthorID).References(Authors.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})

	PostAuthor    = schema.ManyToOne(Posts.AuthorID, Authors.ID, func(e *Post) *schema.One[Author] { return &e.Author })
	AuthorPosts   = schema.OneToMany(Authors.ID, Posts.AuthorID, func(e *Author) *schema.Many[Post] { return &e.Posts })
	CommentPost   = schema.ManyToOne(Comments.PostID, Posts.ID, func(e *Comment) *schema.One[Post] { return &e.Post })
	PostComments  = schema.OneToMany(Posts.ID, Comments.PostID, func(e *Post) *schema.Many[Comment] { return &e.Comments })
	CommentEditor = schema.ManyToOne(Comments.EditorID, Authors.ID, func(e *Comment) *schema.One[Author] { return &e.Editor })
	AuthorEdited  = schema.OneToMany(Authors.ID, Comments.EditorID, func(e *Author) *schema.Many[Comment] { return &e.Edited })
	AuthorBadges  = schema.OneToMany(Authors.ID, Badges.AuthorID, func(e *Author) *schema.Many[Badge] { return &e.Badges })

	BlogModel = schema.NewModel(Authors, Posts, Comments, Badges, PostAuthor, AuthorPosts, CommentPost, PostComments, CommentEditor, AuthorEdited, AuthorBadges)
)

func blogPool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "uow_blog", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		return BlogModel.CreateAll(ctx, conn)
	})
}

// blog is an author with so many posts, each with as many comments that the author edits.
func blog(name string, n int, keys func() UUID) *Author {
	a := &Author{Name: name}
	for range n {
		p := &Post{ID: keys(), Title: "post"}
		AuthorPosts.Add(a, p)
		for range n {
			PostComments.Add(p, &Comment{Text: "comment", Editor: schema.To(a)})
		}
	}
	return a
}

func noKey() UUID { return UUID{} }

func TestS15_UUIDsMadeByTheProgramAndByTheDatabase(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := blogPool(t)
	s, trace := traced(t, pool, BlogModel)
	a := blog("Ann", 1, noKey)
	s.Add(a)
	assert.Equal(t, byte(7), a.ID[6]>>4, "the program's is there at once")
	require.NoError(t, s.Commit(ctx))
	ps, err := a.Posts.All()
	require.NoError(t, err)
	require.Len(t, ps, 1)
	assert.Equal(t, byte(4), ps[0].ID[6]>>4, "the database's, which makes version 4")
	cs, err := ps[0].Comments.All()
	require.NoError(t, err)
	assert.Equal(t, []any{a.ID, ps[0].ID, int64(1)}, []any{*cs[0].EditorID, cs[0].PostID, cs[0].ID})
	trace.Reset()
	assert.Same(t, a, get(t, s, Authors, a.ID))
	assert.Same(t, ps[0], get(t, s, Posts, ps[0].ID))
	assert.Empty(t, ran(trace))
	other := open(t, pool, BlogModel)
	read := get(t, other, Posts, ps[0].ID)
	assert.Equal(t, a.ID, read.AuthorID)
	all, err := uow.GetAll(ctx, other, Authors, a.ID, version7())
	require.NoError(t, err)
	assert.Equal(t, "Ann", all[0].Name)
	assert.Nil(t, all[1])
}

func TestS15_S27_ThreeLevelsTakeTwoRoundTrips(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 30} {
		for _, c := range []struct {
			name  string
			keys  func() UUID
			trips int
		}{{"the database's", noKey, 2}, {"the program's", version7, 2}} {
			ctx := t.Context()
			pool := blogPool(t)
			s, trace := traced(t, pool, BlogModel)
			s.Add(blog("Ann", n, c.keys))
			require.NoError(t, s.Commit(ctx))
			assert.LessOrEqual(t, trace.RoundTrips(), c.trips, "%s, %d: %v", c.name, n, ran(trace))
			inserts := 0
			for _, sql := range ran(trace) {
				if strings.Contains(sql, "insert") {
					inserts++
				}
			}
			assert.Equal(t, 3, inserts)
			assert.Equal(t, n*n, count(t, pool, "comments"))
		}
	}
	// Where the program makes all keys, everything is one round trip.
	pool := blogPool(t)
	s, trace := traced(t, pool, BlogModel)
	a := &Author{Name: "Ann"}
	for range 50 {
		AuthorPosts.Add(a, &Post{ID: version7(), Title: "post"})
	}
	s.Add(a)
	require.NoError(t, s.Commit(t.Context()))
	assert.Equal(t, []string{"1 begin", "1 insert authors", "1 insert posts", "1 commit"}, ran(trace))
}

func TestS26_DeletingAParentFollowsTheSchema(t *testing.T) {
	t.Parallel()
	for _, loaded := range []bool{true, false} {
		for _, flushed := range []bool{true, false} {
			name := fmt.Sprintf("loaded %v, flushed %v", loaded, flushed)
			ctx := t.Context()
			pool := blogPool(t)
			ann, eve := blog("Ann", 2, noKey), &Author{Name: "Eve"}
			kept := &Comment{Text: "kept", Editor: schema.To(ann), Post: schema.To(&Post{Title: "Eve's", Author: schema.To(eve)})}
			commit(t, pool, BlogModel, ann, kept)

			s, trace := traced(t, pool, BlogModel)
			a, k := get(t, s, Authors, ann.ID), get(t, s, Comments, kept.ID)
			var ps []*Post
			if loaded {
				require.NoError(t, preload.Load(ctx, s, []*Author{a}, schema.Then(AuthorPosts, PostComments)))
				require.NoError(t, preload.Load(ctx, s, []*Comment{k}, CommentEditor))
				var err error
				ps, err = a.Posts.All()
				require.NoError(t, err)
				require.Len(t, ps, 2)
			}
			s.Delete(a)
			trace.Reset()
			if flushed {
				require.NoError(t, s.Flush(ctx), name)
			}
			require.NoError(t, s.Commit(ctx), name)
			for _, sql := range ran(trace) {
				assert.NotContains(t, sql, "select", "%s: the schema is trusted", name)
				assert.NotContains(t, sql, "posts", name)
			}
			assert.Equal(t, 1, count(t, pool, "posts"), name)
			assert.Equal(t, 1, count(t, pool, "comments"), name)
			assert.Nil(t, k.EditorID, name)
			editor, err := k.Editor.Get()
			if loaded {
				require.NoError(t, err)
			}
			assert.Nil(t, editor, name)
			for _, p := range ps {
				_, found, err := uow.Get(ctx, s, Posts, p.ID)
				require.NoError(t, err)
				assert.False(t, found, name)
				p.Title = "a plain object by now"
			}
			trace.Reset()
			require.NoError(t, s.Commit(ctx))
			assert.Empty(t, ran(trace), name)
		}
	}
}

func TestS26_AChildWithoutACascadeKeepsItsParent(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := blogPool(t)
	ann := &Author{Name: "Ann"}
	AuthorBadges.Add(ann, &Badge{}, &Badge{})
	commit(t, pool, BlogModel, ann)
	s, trace := traced(t, pool, BlogModel)
	a := get(t, s, Authors, ann.ID)
	s.Delete(a)
	isConstraint(t, s.Commit(ctx), "badges")
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, 1, count(t, pool, "authors"))
	assert.Equal(t, 2, count(t, pool, "badges"))

	require.NoError(t, preload.Load(ctx, s, []*Author{a}, AuthorBadges))
	bs, err := a.Badges.All()
	require.NoError(t, err)
	s.Delete(a, bs[0], bs[1])
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 delete badges", "1 delete authors", "1 commit"}, ran(trace))
}

func TestS31_CascadesOfStatementsAreSeen(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := blogPool(t)
	ann, eve := blog("Ann", 2, noKey), blog("Eve", 1, noKey)
	kept := &Comment{Text: "kept", Editor: schema.To(ann), Post: schema.To(&Post{Title: "Eve's", Author: schema.To(eve)})}
	commit(t, pool, BlogModel, ann, kept)
	ps, err := ann.Posts.All()
	require.NoError(t, err)

	s, trace := traced(t, pool, BlogModel)
	p, k, e := get(t, s, Posts, ps[0].ID), get(t, s, Comments, kept.ID), get(t, s, Authors, eve.ID)
	require.NoError(t, preload.Load(ctx, s, []*Post{p}, PostComments))
	cs, err := p.Comments.All()
	require.NoError(t, err)
	require.Len(t, cs, 2)
	trace.Reset()
	_, err = query.Delete(Authors).Where(Authors.Name.Eq("Ann")).Exec(ctx, s)
	require.NoError(t, err)
	assert.Equal(t, "1 delete authors", ran(trace)[1])
	assert.ElementsMatch(t, []string{"1 select authors", "1 select posts", "1 select comments"}, ran(trace)[2:], "Ann is not held, and what hung on her is")
	assert.Nil(t, k.EditorID)
	for _, gone := range []any{p, cs[0], cs[1]} {
		require.ErrorContains(t, s.Refresh(ctx, gone), "is not in this session")
	}
	require.NoError(t, s.Refresh(ctx, k, e))
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, ann.ID, *k.EditorID)
	assert.Same(t, p, get(t, s, Posts, ps[0].ID))
	require.NoError(t, s.Refresh(ctx, p, cs[0], cs[1]))

	changed := version7()
	_, err = query.Update(Authors).Set(Authors.ID.Set(changed)).Where(Authors.Name.Eq("Ann")).Exec(ctx, s)
	require.Error(t, err, "an editor's key does not follow")
	require.NoError(t, s.Rollback(ctx))
	_, err = query.Update(Comments).Set(Comments.EditorID.SetNull()).Exec(ctx, s)
	require.NoError(t, err)
	assert.Nil(t, k.EditorID)
	trace.Reset()
	_, err = query.Update(Authors).Set(Authors.ID.Set(changed)).Where(Authors.Name.Eq("Ann")).Exec(ctx, s)
	require.NoError(t, err)
	assert.Equal(t, changed, p.AuthorID)
	assert.Equal(t, []string{"1 update authors", "1 select authors", "1 select posts"}, ran(trace), "comments do not depend on an author's key")
	require.NoError(t, s.Commit(ctx))

	// An object whose key a statement changes would not be found any more, and its changes not be written.
	_, err = query.Update(Authors).Set(Authors.ID.Set(version7())).Where(Authors.Name.Eq("Eve")).Exec(ctx, s)
	require.ErrorContains(t, err, "change the key of the object instead")
	require.NoError(t, s.Rollback(ctx))
	assert.Same(t, e, get(t, s, Authors, eve.ID))
}

func TestS26_TwoObjectsWithOneKeyAreRefused(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := blogPool(t)
	commit(t, pool, BlogModel, &Author{ID: UUID{15: 1}, Name: "one"})
	s, trace := traced(t, pool, BlogModel)
	held := get(t, s, Authors, UUID{15: 1})
	a, b, c := &Author{ID: UUID{15: 2}, Name: "a"}, &Author{ID: UUID{15: 2}, Name: "b"}, &Author{ID: UUID{15: 1}, Name: "c"}
	trace.Reset()
	for _, x := range []struct {
		add  []any
		want *uow.SameKeyError
		text string
	}{
		{[]any{a, b}, &uow.SameKeyError{Table: "authors", Key: "(00000000-0000-0000-0000-000000000002)", Objects: [2]any{a, b}}, "two new objects of authors have the key (00000000-0000-0000-0000-000000000002)"},
		{[]any{c}, &uow.SameKeyError{Table: "authors", Key: "(00000000-0000-0000-0000-000000000001)", Held: true, Objects: [2]any{held, c}}, "a new object of authors has the key (00000000-0000-0000-0000-000000000001) of an object that the session holds"},
	} {
		s.Add(x.add...)
		err := s.Commit(ctx)
		var same *uow.SameKeyError
		require.ErrorAs(t, err, &same)
		assert.Equal(t, x.want.Table+x.want.Key, same.Table+same.Key)
		assert.Equal(t, x.want.Held, same.Held)
		assert.Same(t, x.want.Objects[0], same.Objects[0])
		assert.Same(t, x.want.Objects[1], same.Objects[1])
		require.ErrorContains(t, err, x.text)
		require.NoError(t, s.Rollback(ctx))
	}
	assert.Empty(t, ran(trace))
}

func TestS26_AKeyThatIsFreedAndTakenInOneFlush(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := blogPool(t)
	ann := blog("Ann", 1, noKey)
	AuthorBadges.Add(ann, &Badge{})
	commit(t, pool, BlogModel, ann)
	s, trace := traced(t, pool, BlogModel)
	old := get(t, s, Authors, ann.ID)
	require.NoError(t, preload.Load(ctx, s, []*Author{old}, AuthorBadges))
	bs, err := old.Badges.All()
	require.NoError(t, err)
	next := &Author{ID: ann.ID, Name: "Next"}
	for _, commits := range []bool{false, true} {
		s.Delete(old, bs[0])
		s.Add(next)
		AuthorPosts.Add(next, &Post{Title: "first"})
		trace.Reset()
		require.NoError(t, s.Flush(ctx))
		assert.Equal(t, []string{"1 begin", "1 delete badges", "1 delete authors", "1 insert authors", "1 insert posts"}, ran(trace))
		assert.Same(t, next, get(t, s, Authors, ann.ID))
		if commits {
			require.NoError(t, s.Commit(ctx))
			break
		}
		require.NoError(t, s.Rollback(ctx))
		assert.Same(t, old, get(t, s, Authors, ann.ID))
		next = &Author{ID: ann.ID, Name: "Next"}
	}
	assert.Equal(t, "Next", stored(t, pool, Authors).Name)
	assert.Equal(t, 1, count(t, pool, "posts"), "the old one's went with it")
	assert.Zero(t, count(t, pool, "badges"))
	require.ErrorContains(t, s.Refresh(ctx, old), "is not in this session")
}
