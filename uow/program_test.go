package uow_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// thing is a row of companies or employees, or one to be.
type thing struct {
	name string // as it was made, for people
	c    *Company
	e    *Employee
	late bool // read after the transaction had begun: a rollback may let go of it
}

// row is what a thing has. Employees refer to things, since keys come late.
type row struct {
	name             string
	salary           int64
	company, manager *thing
}

// state is what a table has, or would have after a flush.
type state map[*thing]row

// program is a random run of calls on a session, beside a model of the tables.
type program struct {
	t                    *testing.T
	seed                 uint64
	rnd                  *rand.Rand
	pool                 *pgxpool.Pool
	s                    *uow.Session
	now, flushed, stored state
	deletes              bool // not flushed
	made                 int
	log                  []string
}

func (p *program) say(format string, args ...any) {
	p.log = append(p.log, fmt.Sprintf(format, args...))
}

func (p *program) check(ok bool, format string, args ...any) {
	p.t.Helper()
	if !ok {
		p.t.Fatalf("program %d:\n  %s\n%s", p.seed, strings.Join(p.log, "\n  "), fmt.Sprintf(format, args...))
	}
}

func (p *program) must(err error) { p.t.Helper(); p.check(err == nil, "%v", err) }

func (p *program) pick(ok func(*thing) bool) *thing {
	var all []*thing
	for t := range p.now {
		if ok(t) {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, func(a, b *thing) int { return strings.Compare(a.name, b.name) })
	return all[p.rnd.IntN(len(all))]
}

func isCompany(t *thing) bool  { return t.name[0] == 'c' }
func isEmployee(t *thing) bool { return t.name[0] == 'e' }

// hold gives the thing its object, by Get where the session may not have it yet.
func (p *program) hold(t *thing, id int64) {
	switch {
	case isCompany(t) && t.c == nil:
		t.c, t.late = get(p.t, p.s, Companies, id), true
	case isEmployee(t) && t.e == nil:
		t.e, t.late = get(p.t, p.s, Employees, id), true
	}
}

func (p *program) company() *thing  { return p.pick(isCompany) }
func (p *program) employee() *thing { return p.pick(isEmployee) }

func (p *program) addCompany() {
	p.made++
	t := &thing{name: fmt.Sprintf("c%d", p.made)}
	t.c = &Company{Name: t.name}
	p.say("add %s", t.name)
	p.s.Add(t.c)
	p.now[t] = row{name: t.name}
}

func (p *program) addEmployee() {
	c := p.company()
	if c == nil {
		return
	}
	p.made++
	t := &thing{name: fmt.Sprintf("e%d", p.made)}
	t.e = &Employee{Name: t.name, Salary: int64(p.made)}
	r := row{name: t.name, salary: t.e.Salary, company: c}
	if m := p.employee(); m != nil && p.rnd.IntN(2) == 0 {
		r.manager = m
		t.e.Manager = schema.To(m.e)
	}
	way := p.rnd.IntN(4)
	if c.c.ID == 0 && way == 0 {
		way = 1
	}
	switch way {
	case 0:
		t.e.CompanyID = c.c.ID
		p.s.Add(t.e)
	case 1:
		t.e.Company = schema.To(c.c)
		p.s.Add(t.e)
	case 2:
		EmployeeCompany.Set(t.e, c.c)
		p.s.Add(t.e)
	default:
		CompanyEmployees.Add(c.c, t.e) // and nobody adds it to the session
	}
	p.say("add %s to %s, way %d, manager %v", t.name, c.name, way, nameOf(r.manager))
	p.now[t] = r
}

// addMany adds several rows to be written by one statement.
func (p *program) addMany() {
	for range 2 + p.rnd.IntN(4) {
		p.addEmployee()
	}
	p.addCompany()
	p.addCompany()
}

// crowd adds more rows to one company than are looked through one by one, and gives most of them one manager.
func (p *program) crowd() {
	c, m := p.company(), p.employee()
	if c == nil || len(p.now) > 120 {
		return
	}
	p.say("a crowd comes to %s, under %s", c.name, nameOf(m))
	for i := range 40 {
		p.made++
		t := &thing{name: fmt.Sprintf("e%d", p.made)}
		t.e = &Employee{Name: t.name, Salary: int64(p.made)}
		CompanyEmployees.Add(c.c, t.e)
		r := row{name: t.name, salary: t.e.Salary, company: c}
		if m != nil && i%8 > 0 {
			EmployeeManager.Set(t.e, m.e)
			r.manager = m
		}
		p.now[t] = r
	}
}

// scatter moves the employees of a company to others, and takes the reports from an employee, one by one. Some come back.
func (p *program) scatter() {
	from, m := p.company(), p.employee()
	if from == nil || m == nil {
		return
	}
	p.say("the employees of %s scatter, and the reports of %s", from.name, m.name)
	for _, e := range p.sorted() {
		r := p.now[e]
		if isEmployee(e) && r.company == from {
			for range 1 + p.rnd.IntN(2) {
				r.company = p.company()
				if p.rnd.IntN(2) == 0 {
					EmployeeCompany.Set(e.e, r.company.c)
				} else {
					CompanyEmployees.Add(r.company.c, e.e)
				}
			}
		}
		if isEmployee(e) && r.manager == m {
			EmployeeReports.Remove(m.e, e.e)
			r.manager = nil
			if p.rnd.IntN(4) == 0 {
				EmployeeReports.Add(m.e, e.e)
				r.manager = m
			}
		}
		p.now[e] = r
	}
}

// dismiss deletes the employees of a company.
func (p *program) dismiss() {
	c := p.company()
	if c == nil {
		return
	}
	p.say("%s dismisses its employees", c.name)
	var gone []*thing
	for _, e := range p.sorted() {
		if isEmployee(e) && p.now[e].company == c {
			gone = append(gone, e)
		}
	}
	for _, e := range p.sorted() {
		if m := p.now[e].manager; m != nil && slices.Contains(gone, m) && !slices.Contains(gone, e) {
			p.loseManager(e)
		}
	}
	for _, e := range gone {
		p.s.Add(e.e) // the session may not have met it yet
	}
	for _, e := range gone {
		p.s.Delete(e.e)
		delete(p.now, e)
	}
	p.deletes = true
}

func nameOf(t *thing) string {
	if t == nil {
		return "none"
	}
	return t.name
}

func (p *program) change() {
	t := p.pick(func(*thing) bool { return true })
	if t == nil {
		return
	}
	p.made++
	r := p.now[t]
	r.name, r.salary = fmt.Sprintf("%s.%d", t.name, p.made), int64(p.made)
	if isCompany(t) {
		r.salary = 0
		t.c.Name = r.name
	} else {
		t.e.Name, t.e.Salary = r.name, r.salary
	}
	p.say("change %s", t.name)
	p.now[t] = r
}

func (p *program) move() {
	e, c := p.employee(), p.company()
	if e == nil || c == nil {
		return
	}
	way := p.rnd.IntN(4)
	if _, isStored := p.flushed[c]; way == 3 && (!isStored || p.now[e].company == c || p.pending(e)) {
		way = 0
	}
	switch way {
	case 0:
		EmployeeCompany.Set(e.e, c.c)
	case 1:
		CompanyEmployees.Add(c.c, e.e)
	case 2:
		CompanyEmployees.Remove(p.now[e].company.c, e.e)
		EmployeeCompany.Set(e.e, c.c)
	default:
		p.flush() // what was set on the relation before would disagree
		e.e.CompanyID = c.c.ID
	}
	p.say("move %s to %s, way %d", e.name, c.name, way)
	r := p.now[e]
	r.company = c
	p.now[e] = r
	if way == 3 && p.rnd.IntN(2) == 0 {
		p.change()
	}
}

func (p *program) pending(t *thing) bool { _, ok := p.flushed[t]; return !ok }

func (p *program) manage() {
	e, m := p.employee(), p.employee()
	if e == nil {
		return
	}
	if p.rnd.IntN(3) == 0 {
		m = nil
	}
	p.setManager(e, m)
}

func (p *program) setManager(e, m *thing) {
	p.say("manager of %s is %s", e.name, nameOf(m))
	switch {
	case m == nil:
		EmployeeManager.Set(e.e, nil)
	case p.rnd.IntN(2) == 0:
		EmployeeReports.Add(m.e, e.e)
	default:
		EmployeeManager.Set(e.e, m.e)
	}
	r := p.now[e]
	r.manager = m
	p.now[e] = r
}

// loseManager is before a manager is deleted. What nobody has changed since the flush, the session does itself.
func (p *program) loseManager(e *thing) {
	if then, ok := p.flushed[e]; !ok || then.manager != p.now[e].manager || p.rnd.IntN(2) == 0 {
		p.setManager(e, nil)
		return
	}
	r := p.now[e]
	r.manager = nil
	p.now[e] = r
}

// remove deletes an employee, or a company with its employees; those who were managed by one of them have none then.
func (p *program) remove() {
	t := p.pick(func(t *thing) bool { return isEmployee(t) || p.rnd.IntN(3) == 0 })
	if t == nil {
		return
	}
	gone := []*thing{t}
	for _, e := range p.sorted() {
		if p.now[e].company == t {
			gone = append(gone, e)
		}
	}
	for _, e := range p.sorted() {
		if m := p.now[e].manager; m != nil && slices.Contains(gone, m) && !slices.Contains(gone, e) {
			p.loseManager(e)
		}
	}
	for _, g := range gone {
		if isEmployee(g) {
			p.s.Add(g.e) // the session may not have met it yet
		}
	}
	for _, g := range gone {
		p.say("delete %s", g.name)
		if isCompany(g) {
			p.s.Delete(g.c)
		} else {
			p.s.Delete(g.e)
		}
		delete(p.now, g)
	}
	p.deletes = true
}

func (p *program) sorted() []*thing {
	return slices.SortedFunc(maps.Keys(p.now), func(a, b *thing) int { return strings.Compare(a.name, b.name) })
}

func (p *program) flush() {
	p.say("flush")
	p.must(p.s.Flush(p.t.Context()))
	p.flushed, p.deletes = maps.Clone(p.now), false
	p.compareObjects()
}

func (p *program) commit() {
	p.say("commit")
	p.must(p.s.Commit(p.t.Context()))
	p.flushed, p.stored, p.deletes = maps.Clone(p.now), maps.Clone(p.now), false
	for t := range p.now {
		t.late = false
	}
	p.compareRows()
	p.compareObjects()
}

func (p *program) rollback() {
	p.say("rollback")
	p.must(p.s.Rollback(p.t.Context()))
	p.back(p.stored)
	p.stored = maps.Clone(p.now)
	p.compareRows()
}

// back makes what was then what is now.
func (p *program) back(then state) {
	p.now, p.flushed, p.deletes = maps.Clone(then), maps.Clone(then), false
	for _, t := range p.sorted() { // what was read after something was written is read again
		was := *t
		if isCompany(t) {
			id := t.c.ID
			t.c = nil
			p.hold(t, id)
		} else {
			id := t.e.ID
			t.e = nil
			p.hold(t, id)
		}
		p.check(was.late || was.c == t.c && was.e == t.e, "%s has another object", t.name)
		t.late = was.late
	}
	p.compareObjects()
}

var errFails = errors.New("the block fails")

func (p *program) nested(depth int) {
	p.flush()
	then := maps.Clone(p.now)
	fails := p.rnd.IntN(2) == 0
	err := p.s.Nested(p.t.Context(), func() error {
		p.say("{")
		p.steps(p.rnd.IntN(6), depth+1)
		p.say("} fails: %v", fails)
		if fails {
			return errFails
		}
		return nil
	})
	if fails {
		p.check(errors.Is(err, errFails) && err.Error() == errFails.Error(), "%v", err)
		p.back(then)
		return
	}
	p.must(err)
	p.flushed, p.deletes = maps.Clone(p.now), false
	p.compareObjects()
}

func (p *program) refresh() {
	if p.deletes { // what is to be deleted must not come back as somebody's company
		return
	}
	if p.autoflush() {
		p.flush() // else the model would not know what was
	}
	var all []any
	for _, t := range p.sorted() {
		if p.pending(t) || p.rnd.IntN(2) == 0 {
			continue
		}
		p.say("refresh %s", t.name)
		p.now[t] = p.flushed[t]
		if isCompany(t) {
			all = append(all, t.c)
		} else {
			all = append(all, t.e)
		}
	}
	p.must(p.s.Refresh(p.t.Context(), all...))
}

func (p *program) load() {
	if c := p.company(); c != nil && !p.pending(c) {
		p.say("load employees of %s", c.name)
		p.must(preload.Load(p.t.Context(), p.s, []*Company{c.c}, CompanyEmployees))
	}
	if e := p.employee(); e != nil && !p.pending(e) {
		p.say("load company and reports of %s", e.name)
		p.must(preload.LoadAll(p.t.Context(), p.s, []*Employee{e.e}, preload.SelectIn(EmployeeCompany), preload.SelectIn(EmployeeReports)))
	}
}

func (p *program) statement() {
	p.flush()
	ctx := p.t.Context()
	e := p.pick(func(t *thing) bool {
		return isEmployee(t) && p.pick(func(r *thing) bool { return p.now[r].manager == t && r != t }) == nil
	})
	c := p.company()
	switch {
	case e != nil && p.rnd.IntN(2) == 0:
		p.say("statement deletes %s", e.name)
		_, err := query.Delete(Employees).Where(Employees.ID.Eq(e.e.ID)).Exec(ctx, p.s)
		p.must(err)
		delete(p.now, e)
	case c != nil:
		p.made++
		p.say("statement sets salaries of %s", c.name)
		_, err := query.Update(Employees).Set(Employees.Salary.Set(int64(p.made))).Where(Employees.CompanyID.Eq(c.c.ID)).Exec(ctx, p.s)
		p.must(err)
		for t, r := range p.now {
			if r.company == c {
				r.salary = int64(p.made)
				p.now[t] = r
			}
		}
	}
	p.flushed = maps.Clone(p.now)
	p.compareObjects()
}

// another begins a session anew, whose objects have all to be read.
func (p *program) another() {
	p.rollback()
	p.say("another session")
	p.must(p.s.Close(p.t.Context()))
	p.open()
	for _, t := range p.sorted() {
		if isCompany(t) {
			id := t.c.ID
			t.c = nil
			p.hold(t, id)
		} else {
			id := t.e.ID
			t.e = nil
			p.hold(t, id)
		}
		t.late = false
	}
}

// open begins a session. Programs differ in what expires, in what is flushed before reads, and in how few rows go as a
// message.
func (p *program) open() {
	p.s = uow.New(p.pool, Model, uow.Options{ExpireOnCommit: p.seed%3 == 0, Autoflush: p.autoflush()})
	if p.seed%2 == 0 {
		p.s.SendMessagesFrom(int(p.seed/2%3) * 2)
	}
}

// crowds says how many kinds of step a program has that are about many objects.
func (p *program) crowds() int {
	if p.seed%3 == 1 {
		return 4
	}
	return 0
}

func (p *program) autoflush() bool { return p.seed%5 == 0 }

func (p *program) steps(n, depth int) {
	for range n {
		switch p.rnd.IntN(21 + p.crowds()) {
		case 20:
			p.addMany()
		case 21:
			p.crowd()
		case 22, 23:
			p.scatter()
		case 24:
			p.dismiss()
		case 0, 1, 2:
			p.addCompany()
		case 3, 4, 5, 6:
			p.addEmployee()
		case 7, 8:
			p.change()
		case 9, 10:
			p.move()
		case 11, 12:
			p.manage()
		case 13:
			p.remove()
		case 14:
			p.flush()
		case 15:
			p.refresh()
		case 16:
			p.load()
		case 17:
			p.statement()
		case 18:
			if depth < 3 {
				p.nested(depth)
			}
		default:
			if depth == 0 {
				[]func(){p.commit, p.commit, p.rollback, p.another}[p.rnd.IntN(4)]()
			}
		}
	}
}

// compareRows compares what another connection sees with the model.
func (p *program) compareRows() {
	p.t.Helper()
	var got, want []string
	rows, err := p.pool.Query(p.t.Context(), `SELECT format('company %s %s', id, name) FROM companies UNION ALL
		SELECT format('employee %s %s %s %s %s', id, name, salary, company_id, coalesce(manager_id, 0)) FROM employees`)
	p.must(err)
	for rows.Next() {
		var line string
		p.must(rows.Scan(&line))
		got = append(got, line)
	}
	p.must(rows.Err())
	for t, r := range p.stored {
		if isCompany(t) {
			want = append(want, fmt.Sprintf("company %d %s", t.c.ID, r.name))
			continue
		}
		manager := int64(0)
		if r.manager != nil {
			manager = r.manager.e.ID
		}
		want = append(want, fmt.Sprintf("employee %d %s %d %d %d", t.e.ID, r.name, r.salary, r.company.c.ID, manager))
	}
	slices.Sort(got)
	slices.Sort(want)
	p.check(slices.Equal(got, want), "the database has\n  %s\nand should have\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
}

// compareObjects compares the objects with the model, when all is flushed.
func (p *program) compareObjects() {
	p.t.Helper()
	for _, t := range p.sorted() {
		r := p.now[t]
		if isCompany(t) {
			p.check(t.c.Name == r.name, "%s is named %s, and should be %s", t.name, t.c.Name, r.name)
			if t.c.Employees.Loaded() {
				all, _ := t.c.Employees.All()
				p.same(t.name+"'s employees", all, func(e row) bool { return e.company == t })
			}
			continue
		}
		p.check(t.e.Name == r.name && t.e.Salary == r.salary, "%s is %s, %d", t.name, t.e.Name, t.e.Salary)
		p.check(t.e.CompanyID == r.company.c.ID, "%s is of company %d, and should be of %s", t.name, t.e.CompanyID, r.company.name)
		if c, err := t.e.Company.Get(); err == nil {
			p.check(c == r.company.c, "%s has a company %v, and should have %s", t.name, c, r.company.name)
		}
		m, err := t.e.Manager.Get()
		if r.manager == nil {
			p.check(t.e.ManagerID == nil && m == nil, "%s has a manager %v", t.name, m)
			continue
		}
		p.check(t.e.ManagerID != nil && *t.e.ManagerID == r.manager.e.ID, "%s has not the manager %s", t.name, r.manager.name)
		p.check(err != nil || m == r.manager.e, "%s has a manager %v, and should have %s", t.name, m, r.manager.name)
		if t.e.Reports.Loaded() {
			all, _ := t.e.Reports.All()
			p.same(t.name+"'s reports", all, func(e row) bool { return e.manager == t })
		}
	}
}

// same compares a loaded collection with the model.
func (p *program) same(what string, got []*Employee, belongs func(row) bool) {
	p.t.Helper()
	var want, have []string
	for t, r := range p.now {
		if belongs(r) {
			want = append(want, fmt.Sprintf("%p %s", t.e, r.name))
		}
	}
	for _, e := range got {
		have = append(have, fmt.Sprintf("%p %s", e, e.Name))
	}
	slices.Sort(want)
	slices.Sort(have)
	p.check(slices.Equal(want, have), "%s are %v, and should be %v", what, have, want)
}

func TestRandomProgramsAgreeWithAModel(t *testing.T) {
	t.Parallel()
	for part := range uint64(4) {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			pool := fresh(t)
			var seeds []uint64
			for i := range uint64(60) {
				seeds = append(seeds, 4*i+part) // the same each time
			}
			for range 15 {
				seeds = append(seeds, rand.Uint64()>>32) //nolint:gosec // not for secrets; a failure prints it
			}
			for _, seed := range seeds {
				runProgram(t, pool, seed)
			}
		})
	}
}

func runProgram(t *testing.T, pool *pgxpool.Pool, seed uint64) {
	t.Helper()
	p := &program{t: t, seed: seed, rnd: rand.New(rand.NewPCG(seed, 0)), pool: pool, now: state{}, flushed: state{}, stored: state{}} //nolint:gosec // not for secrets
	p.must(execAll(t, pool, "DELETE FROM employees", "DELETE FROM companies"))
	p.open()
	defer func() { _ = p.s.Close(context.Background()) }()
	p.steps(30, 0)
	p.commit()
	p.must(p.s.Close(t.Context()))
}

func execAll(t *testing.T, pool *pgxpool.Pool, statements ...string) error {
	t.Helper()
	for _, sql := range statements {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			return err
		}
	}
	return nil
}
