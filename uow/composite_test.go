package uow_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// Tenants have shops, shops have items, and a shop may have a flagship item. Keys of shops and items are of two columns:
// the tenant's, and a number that the database makes. All of it is one circle, along keys that share a column.

type Tenant struct {
	ID    int64
	Name  string
	Shops schema.Many[Shop]
}

type Shop struct {
	TenantID, ID int64
	Name         string
	FlagshipID   *int64
	Tenant       schema.One[Tenant]
	Flagship     schema.One[Item]
	Items        schema.Many[Item]
}

type Item struct {
	TenantID, ID int64
	Name         string
	ShopID       *int64
	Shop         schema.One[Shop]
}

type tenants struct {
	schema.Table[Tenant, int64]
	ID   schema.Col[int64]
	Name schema.Col[string]
}

type shops struct {
	schema.Table[Shop, schema.Key2[int64, int64]]
	TenantID   schema.Col[int64]
	ID         schema.Col[int64]
	Name       schema.Col[string]
	FlagshipID schema.NullCol[int64]
}

type items struct {
	schema.Table[Item, schema.Key2[int64, int64]]
	TenantID schema.Col[int64]
	ID       schema.Col[int64]
	Name     schema.Col[string]
	ShopID   schema.NullCol[int64]
}

var (
	Tenants = schema.Define("tenants", func(d *schema.Def, t *tenants, e *Tenant) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Shops = schema.Define("shops", func(d *schema.Def, t *shops, e *Shop) {
		schema.Map(d, &t.TenantID, "tenant_id", &e.TenantID).References(Tenants.ID)
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.MapNull(d, &t.FlagshipID, "flagship_id", &e.FlagshipID)
		schema.PrimaryKey2(&t.Table, t.TenantID, t.ID)
	})
	Items = schema.Define("items", func(d *schema.Def, t *items, e *Item) {
		schema.Map(d, &t.TenantID, "tenant_id", &e.TenantID)
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.MapNull(d, &t.ShopID, "shop_id", &e.ShopID)
		schema.PrimaryKey2(&t.Table, t.TenantID, t.ID)
	})

	shopKey, itemKey = schema.Columns2(Shops.TenantID, Shops.ID), schema.Columns2(Items.TenantID, Items.ID)
	itemShopKey      = schema.Columns2[int64, int64](Items.TenantID, Items.ShopID)
	flagshipKey      = schema.Columns2[int64, int64](Shops.TenantID, Shops.FlagshipID)

	ShopTenant   = schema.ManyToOne(Shops.TenantID, Tenants.ID, func(e *Shop) *schema.One[Tenant] { return &e.Tenant })
	TenantShops  = schema.OneToMany(Tenants.ID, Shops.TenantID, func(e *Tenant) *schema.Many[Shop] { return &e.Shops })
	ItemShop     = schema.ManyToOne(itemShopKey, shopKey, func(e *Item) *schema.One[Shop] { return &e.Shop })
	ShopItems    = schema.OneToMany(shopKey, itemShopKey, func(e *Shop) *schema.Many[Item] { return &e.Items })
	ShopFlagship = schema.ManyToOne(flagshipKey, itemKey, func(e *Shop) *schema.One[Item] { return &e.Flagship })

	TenantModel = schema.NewModel(Tenants, Shops, Items, ShopTenant, TenantShops, ItemShop, ShopItems, ShopFlagship,
		schema.ForeignKey(itemShopKey, shopKey), schema.ForeignKey(flagshipKey, itemKey))
)

func tenantPool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "uow_tenants", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		return TenantModel.CreateAll(ctx, conn)
	})
}

func TestS27_AKeyIsKnownWhenAllOfItsPartsAre(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		tenant int64 // 0: the database makes it
	}{
		{"a part is given", 9},
		{"a part is that of a new object", 0},
	} {
		ctx := t.Context()
		pool := tenantPool(t)
		s, trace := traced(t, pool, TenantModel)
		tenant := &Tenant{ID: c.tenant, Name: "T"}
		shop := &Shop{TenantID: c.tenant, Name: "S", Tenant: schema.To(tenant)}
		all := []*Item{{Name: "a", Shop: schema.To(shop)}, {Name: "b", TenantID: c.tenant, Shop: schema.To(shop)}}
		s.Add(all[0], all[1])
		require.NoError(t, s.Commit(ctx))
		assert.LessOrEqual(t, trace.RoundTrips(), 2, c.name)
		assert.NotContains(t, ran(trace), "2 update items")
		assert.NotZero(t, shop.ID)
		assert.Equal(t, tenant.ID, shop.TenantID)
		for _, i := range all {
			row := stored(t, pool, Items, Items.ID.Eq(i.ID))
			assert.Equal(t, tenant.ID, row.TenantID, c.name)
			assert.Equal(t, shop.ID, *row.ShopID, c.name)
			assert.Same(t, i, get(t, s, Items, schema.Key2[int64, int64]{A: tenant.ID, B: i.ID}))
		}
		trace.Reset()
		require.NoError(t, s.Commit(ctx))
		assert.Empty(t, ran(trace))
	}
}

func TestS27_ACircleAlongKeysThatShareAColumn(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := tenantPool(t)
	s, trace := traced(t, pool, TenantModel)
	tenant := &Tenant{Name: "T"}
	shop := &Shop{Name: "S", Tenant: schema.To(tenant)}
	item := &Item{Name: "I", Shop: schema.To(shop)}
	shop.Flagship = schema.To(item)
	s.Add(item)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 keys", "1 keys", "1 keys", "2 insert tenants", "2 insert shops", "2 insert items", "2 update shops", "2 commit"}, ran(trace))
	row := stored(t, pool, Shops)
	assert.Equal(t, Shop{TenantID: tenant.ID, ID: shop.ID, Name: "S", FlagshipID: &item.ID}, Shop{TenantID: row.TenantID, ID: row.ID, Name: row.Name, FlagshipID: row.FlagshipID})
	assert.Equal(t, shop.ID, *stored(t, pool, Items).ShopID)

	trace.Reset()
	s.Delete(shop, item)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 update shops", "1 delete items", "1 update items", "1 delete shops", "1 commit"}, ran(trace))
}

func TestS27_GivenCompositeKeysAreOrdered(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := tenantPool(t)
	s, trace := traced(t, pool, TenantModel)
	shopID, itemID := int64(5), int64(6)
	s.Add(&Item{TenantID: 1, ID: 6, Name: "I", ShopID: &shopID}, &Shop{TenantID: 1, ID: 5, Name: "S"}, &Shop{TenantID: 1, ID: 7, Name: "flagship's", FlagshipID: &itemID}, &Tenant{ID: 1, Name: "T"})
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 insert tenants", "1 insert shops", "1 insert items", "1 insert shops", "1 commit"}, ran(trace))
}

func TestS04_RelationsAlongCompositeKeys(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := tenantPool(t)
	tenant := &Tenant{Name: "T"}
	one, two := &Shop{Name: "one", Tenant: schema.To(tenant)}, &Shop{Name: "two", Tenant: schema.To(tenant)}
	item := &Item{Name: "I", Shop: schema.To(one)}
	commit(t, pool, TenantModel, item, two)
	s := open(t, pool, TenantModel)
	i := get(t, s, Items, schema.Key2[int64, int64]{A: tenant.ID, B: item.ID})
	a := get(t, s, Shops, schema.Key2[int64, int64]{A: tenant.ID, B: one.ID})
	b := get(t, s, Shops, schema.Key2[int64, int64]{A: tenant.ID, B: two.ID})
	require.NoError(t, preload.Load(ctx, s, []*Shop{a, b}, ShopItems))
	inA, err := a.Items.All()
	require.NoError(t, err)
	assert.Equal(t, []*Item{i}, inA)
	shop, err := i.Shop.Get()
	require.NoError(t, err)
	assert.Same(t, a, shop)

	ItemShop.Set(i, b)
	require.NoError(t, s.Flush(ctx))
	row, _, err := uow.Get2(ctx, s, Items, tenant.ID, item.ID)
	require.NoError(t, err)
	assert.Equal(t, two.ID, *row.ShopID)

	fresh := &Shop{Name: "fresh", TenantID: tenant.ID} // a part of whose key is known
	ItemShop.Set(i, fresh)
	require.NoError(t, s.Flush(ctx))
	assert.NotZero(t, fresh.ID)
	assert.Equal(t, fresh.ID, *i.ShopID)

	ItemShop.Set(i, nil) // takes the part that says nothing else
	require.NoError(t, s.Flush(ctx))
	assert.Equal(t, tenant.ID, i.TenantID)
	assert.Nil(t, i.ShopID)

	i.Shop = schema.To(a)
	require.NoError(t, s.Flush(ctx))
	require.NoError(t, s.Refresh(ctx, i, a))
	assert.Equal(t, one.ID, *i.ShopID)
	i.Shop = schema.To[Shop](nil)
	require.NoError(t, s.Commit(ctx))
	assert.Nil(t, stored(t, pool, Items).ShopID)
}

func TestS28_CompositeKeysAndRelatedObjectsThatDisagree(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := tenantPool(t)
	s := open(t, pool, TenantModel)
	shopID := int64(3)
	for _, c := range []struct {
		name string
		item *Item
		want string
	}{
		{"another tenant", &Item{Name: "I", TenantID: 2, Shop: schema.To(&Shop{TenantID: 1, Name: "S"})}, "tenant_id, shop_id is (2, NULL), and Item.Shop is shops(1, 0)"},
		{"a number that is not known yet", &Item{Name: "I", ShopID: &shopID, Shop: schema.To(&Shop{TenantID: 1, Name: "S"})}, "a new object whose key is not known yet"},
		{"none", &Item{Name: "I", TenantID: 1, ShopID: &shopID, Shop: schema.To[Shop](nil)}, "Item.Shop is set to none"},
	} {
		s.Add(c.item)
		err := s.Flush(ctx)
		var wrong *uow.RelationError
		require.ErrorAs(t, err, &wrong, c.name)
		require.ErrorContains(t, err, c.want, c.name)
		require.NoError(t, s.Rollback(ctx))
	}
	s.Add(&Tenant{ID: 1, Name: "T"}, &Item{Name: "I", TenantID: 1, Shop: schema.To[Shop](nil)})
	require.NoError(t, s.Flush(ctx), "a tenant of its own says nothing about a shop")
}

func TestS37_RollbackTakesBackThePartsThatTheDatabaseMade(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := tenantPool(t)
	commit(t, pool, TenantModel, &Tenant{ID: 1, Name: "T"})
	s := open(t, pool, TenantModel)
	shop := &Shop{TenantID: 1, Name: "S"}
	s.Add(shop)
	require.NoError(t, s.Flush(ctx))
	item := &Item{Name: "I", Shop: schema.To(shop)}
	_, err := s.Plan() // gives it the key
	require.NoError(t, err)
	s.Add(item)
	_, err = s.Plan()
	require.NoError(t, err)
	assert.Equal(t, shop.ID, *item.ShopID)
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, Shop{TenantID: 1, Name: "S"}, Shop{TenantID: shop.TenantID, ID: shop.ID, Name: shop.Name})
	assert.Nil(t, item.ShopID)
	s.Add(item)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, shop.ID, *stored(t, pool, Items).ShopID)
}
