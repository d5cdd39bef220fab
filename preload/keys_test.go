package preload_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Each kind of key has a pair of tables: a Node has a key of type K, a Leaf refers to it, perhaps to nothing.
type uuid [16]byte

type code string

type Node[K any] struct {
	ID     K
	Leaves schema.Many[Leaf[K]]
}

type Leaf[K any] struct {
	ID     int32
	NodeID *K
	Node   schema.One[Node[K]]
}

type nodes[K any] struct {
	schema.Table[Node[K], K]
	ID schema.Col[K]
}

type leaves[K any] struct {
	schema.Table[Leaf[K], int32]
	ID     schema.Col[int32]
	NodeID schema.NullCol[K]
}

// kind is the two tables over one kind of key.
type kind[K any] struct {
	model  *schema.Model
	nodes  *nodes[K]
	leaves *leaves[K]
	leaf   *schema.ToMany[Node[K], Leaf[K]]
	node   *schema.ToOne[Leaf[K], Node[K]]
}

func kindOf[K any](name, sqlType string) kind[K] {
	var k kind[K]
	k.nodes = schema.Define(name+"_nodes", func(d *schema.Def, t *nodes[K], n *Node[K]) {
		c := schema.Map(d, &t.ID, "id", &n.ID)
		if sqlType != "" {
			c.Type(sqlType)
		}
		schema.PrimaryKey(&t.Table, t.ID)
	})
	k.leaves = schema.Define(name+"_leaves", func(d *schema.Def, t *leaves[K], l *Leaf[K]) {
		schema.Map(d, &t.ID, "id", &l.ID)
		c := schema.MapNull(d, &t.NodeID, "node_id", &l.NodeID)
		if sqlType != "" {
			c.Type(sqlType)
		}
		c.References(k.nodes.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	k.leaf = schema.OneToMany(k.nodes.ID, k.leaves.NodeID, func(n *Node[K]) *schema.Many[Leaf[K]] { return &n.Leaves })
	k.node = schema.ManyToOne(k.leaves.NodeID, k.nodes.ID, func(l *Leaf[K]) *schema.One[Node[K]] { return &l.Node })
	k.model = schema.NewModel(k.nodes, k.leaves, k.leaf, k.node)
	return k
}

var (
	uuidKind  = kindOf[uuid]("uuid", "")
	textKind  = kindOf[string]("text", "")
	codeKind  = kindOf[code]("code", "char(5)")
	smallKind = kindOf[int16]("small", "")
	wideKind  = kindOf[uint32]("wide", "")
	boolKind  = kindOf[bool]("bool", "")
)

// check puts keys into the tables, each with two leaves but for the last, and a leaf without one, and loads both ways.
func (k kind[K]) check(t *testing.T, keys ...K) {
	t.Helper()
	ctx := t.Context()
	db := pgtemp.New(t)
	require.NoError(t, k.model.CreateAll(ctx, db))
	id := int32(0)
	for i, key := range keys {
		_, err := query.Insert(k.nodes).Row(k.nodes.ID.Set(key)).Exec(ctx, db)
		require.NoError(t, err)
		for range min(2, 2*(len(keys)-1-i)) {
			id++
			_, err := query.Insert(k.leaves).Row(k.leaves.ID.Set(id), k.leaves.NodeID.Set(key)).Exec(ctx, db)
			require.NoError(t, err)
		}
	}
	_, err := query.Insert(k.leaves).Row(k.leaves.ID.Set(id+1), k.leaves.NodeID.SetNull()).Exec(ctx, db)
	require.NoError(t, err)
	path := schema.Then(k.leaf, k.node)
	for _, l := range []query.Loader[*Node[K]]{preload.SelectIn(path), preload.Subquery(path)} {
		ns, err := query.From(k.nodes).With(l).Rows(ctx, db).All()
		require.NoError(t, err)
		require.Len(t, ns, len(keys))
		found := 0
		for _, n := range ns {
			ls, err := n.Leaves.All()
			require.NoError(t, err)
			for _, leaf := range ls {
				found++
				assert.Equal(t, n.ID, *leaf.NodeID)
			}
		}
		assert.Equal(t, int(id), found)
	}
	ls, err := query.From(k.leaves).With(preload.SelectIn(k.node)).Rows(ctx, db).All()
	require.NoError(t, err)
	for _, leaf := range ls {
		n, err := leaf.Node.Get()
		require.NoError(t, err)
		if leaf.NodeID == nil {
			assert.Nil(t, n)
			continue
		}
		assert.Equal(t, *leaf.NodeID, n.ID)
	}
}

func TestS34_KeysOfEveryKind(t *testing.T) {
	t.Parallel()
	for name, check := range map[string]func(*testing.T){
		"uuid":     func(t *testing.T) { t.Helper(); uuidKind.check(t, uuid{1}, uuid{2, 3}, uuid{}) },
		"text":     func(t *testing.T) { t.Helper(); textKind.check(t, "a", "", "NULL", `{"x",\}`, "é,b", "A") },
		"char(n)":  func(t *testing.T) { t.Helper(); codeKind.check(t, "a    ", "b b  ", "cdefg") },
		"smallint": func(t *testing.T) { t.Helper(); smallKind.check(t, -3, 0, 7, 32767) },
		"unsigned": func(t *testing.T) { t.Helper(); wideKind.check(t, 0, 4294967295, 5) },
		"boolean":  func(t *testing.T) { t.Helper(); boolKind.check(t, true, false) },
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); check(t) })
	}
}

func TestS34_KeysThatTheDatabaseTakesAsEqual(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := pgtemp.New(t)
	_, err := db.Exec(ctx, `create collation blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
		create table text_nodes (id text collate blind primary key);
		create table text_leaves (id int primary key, node_id text collate blind references text_nodes);
		insert into text_nodes values ('ABC'); insert into text_leaves values (1, 'abc')`)
	if err != nil {
		t.Logf("the server has no ICU collations: %v", err)
		return
	}
	_, err = query.From(textKind.nodes).With(preload.SelectIn(textKind.leaf)).Rows(ctx, db).All()
	require.ErrorContains(t, err, "preload: relation Node[string].Leaves: the database returned a row for a key that it was not asked for")
}
