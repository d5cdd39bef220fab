package schema_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/schema"
)

// written is the JSON of v, without the columns that do not matter here.
func written(t testing.TB, v any) map[string]any {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	var out map[string]any
	require.NoError(t, json.Unmarshal(text, &out))
	return out
}

func TestRelationsThatLeadBackEndInJSON(t *testing.T) {
	t.Parallel()
	acme := &Company{Name: "Acme"}
	alice, bob := &Employee{Name: "Alice"}, &Employee{Name: "Bob"}
	CompanyEmployees.Add(acme, alice, bob)
	EmployeeManager.Set(bob, alice)
	EmployeeManager.Set(alice, bob)

	company := written(t, acme)
	es, ok := company["Employees"].([]any)
	require.True(t, ok)
	require.Len(t, es, 2)
	first, _ := es[0].(map[string]any)
	assert.Equal(t, "Alice", first["Name"])
	back, _ := first["Company"].(map[string]any)
	assert.Equal(t, "Acme", back["Name"])
	assert.Equal(t, nil, at(back, "Employees", 0), "Alice was come through")
	manager, _ := first["Manager"].(map[string]any)
	assert.Equal(t, "Bob", manager["Name"])
	assert.Nil(t, manager["Manager"], "and so she was here")

	got, err := alice.Company.Get()
	require.NoError(t, err)
	assert.Same(t, acme, got, "the objects themselves are as they were")
	list, err := acme.Employees.All()
	require.NoError(t, err)
	assert.Equal(t, []*Employee{alice, bob}, list)
}

// at is element i of the list called name.
func at(m map[string]any, name string, i int) any {
	list, ok := m[name].([]any)
	if !ok || i >= len(list) {
		return "no such element"
	}
	return list[i]
}

// Pair is related to others by literals alone, which no model knows.
type Pair struct {
	Name  string
	Other schema.One[Pair] `json:",omitzero"`
}

func TestRelationsOfLiteralsThatLeadBackEndInJSON(t *testing.T) {
	t.Parallel()
	a, b := &Pair{Name: "a"}, &Pair{Name: "b"}
	a.Other, b.Other = schema.To(b), schema.To(a)
	text, err := json.Marshal(a)
	require.NoError(t, err)
	assert.JSONEq(t, `{"Name":"a","Other":{"Name":"b","Other":{"Name":"a","Other":null}}}`, string(text))
	text, err = json.Marshal(&Pair{Name: "c"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"Name":"c"}`, string(text), "nothing is known, so omitzero leaves it out")
}

// Spoken writes its own JSON, and asks its holder for it.
type Spoken struct {
	Of schema.One[Pair]
}

func (s *Spoken) MarshalJSON() ([]byte, error) {
	p, err := s.Of.Get()
	if err != nil {
		return nil, err
	}
	return json.Marshal("of " + p.Name)
}

type speaker struct{ Said schema.One[Spoken] }

func TestAnEntityThatWritesItsOwnJSONHasItsHolders(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(&speaker{Said: schema.To(&Spoken{Of: schema.To(&Pair{Name: "a"})})})
	require.NoError(t, err)
	assert.JSONEq(t, `{"Said":"of a"}`, string(text))
}
