package source

import (
	"go/ast"
	"go/token"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// A Kind tells declarations apart.
type Kind string

// The kinds of declaration at the top of a file.
const (
	Const  Kind = "const"
	Var    Kind = "var"
	Type   Kind = "type"
	Func   Kind = "func"
	Method Kind = "method"
)

// A Declaration is one name that is declared at the top of a file.
type Declaration struct {
	Kind      Kind
	Name      string
	Receiver  string // the type that a method belongs to: "*Buffer"
	Exported  bool   // the name alone: a method of an unexported type may be exported
	Doc       string // the comment above, without its markers
	Signature string // as written, up to the body
	Params    []Param
	StartLine int
	EndLine   int
	Since     string // the release that brought it; empty if none promises it
}

// A Param is one parameter of a function or method.
type Param struct {
	Name string `json:"name,omitempty"`
	Type string `json:"type"`
}

// maxSignature is where a signature is cut: enough for all that people wrote,
// short enough for what programs did.
const maxSignature = 300

// declarations lists what the file declares, in its order.
func (p *parser) declarations(file *ast.File, isTest bool) []Declaration {
	list := make([]Declaration, 0, len(file.Decls))
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			list = append(list, p.function(d))
		case *ast.GenDecl:
			list = p.group(list, d)
		}
	}
	for i := range list {
		d := &list[i]
		d.Exported = ast.IsExported(d.Name)
		if !isTest {
			d.Since = p.tree.since[symbol{pkg: p.pkg, receiver: baseType(d.Receiver), name: d.Name}]
		}
	}
	return list
}

// function reads a function or method.
func (p *parser) function(d *ast.FuncDecl) Declaration {
	f := p.declaration(Func, d.Name.Name, d.Doc, d)
	f.Signature = shorten(p.source(d.Pos(), d.Type.End()))
	f.Params = p.params(d.Type.Params)
	if d.Recv != nil && len(d.Recv.List) > 0 {
		f.Kind = Method
		f.Receiver = oneLine(p.source(d.Recv.List[0].Type.Pos(), d.Recv.List[0].Type.End()))
	}
	return f
}

// group reads the constants, variables or types of one declaration; imports
// are read elsewhere.
func (p *parser) group(list []Declaration, d *ast.GenDecl) []Declaration {
	for _, spec := range d.Specs {
		var at ast.Node = spec
		if !d.Lparen.IsValid() {
			at = d
		}
		switch s := spec.(type) {
		case *ast.TypeSpec:
			t := p.declaration(Type, s.Name.Name, docOf(d, s.Doc, s.Comment), at)
			t.Signature = p.typeSignature(s)
			list = append(list, t)
		case *ast.ValueSpec:
			for i, name := range s.Names {
				v := p.declaration(valueKind(d.Tok), name.Name, docOf(d, s.Doc, s.Comment), at)
				v.Signature = p.valueSignature(d.Tok, s, i)
				list = append(list, v)
			}
		}
	}
	return list
}

// declaration fills what all kinds share.
func (p *parser) declaration(kind Kind, name string, doc *ast.CommentGroup, at ast.Node) Declaration {
	return Declaration{
		Kind:      kind,
		Name:      name,
		Doc:       doc.Text(),
		StartLine: p.line(at.Pos()),
		EndLine:   p.line(at.End()),
	}
}

// docOf finds the comment of one name: above it, above a declaration that is
// not a group, or behind it.
func docOf(d *ast.GenDecl, above, behind *ast.CommentGroup) *ast.CommentGroup {
	switch {
	case above != nil:
		return above
	case !d.Lparen.IsValid() && d.Doc != nil:
		return d.Doc
	default:
		return behind
	}
}

func valueKind(tok token.Token) Kind {
	if tok == token.CONST {
		return Const
	}
	return Var
}

// params lists parameters one by one: "a, b int" are two.
func (p *parser) params(fields *ast.FieldList) []Param {
	list := make([]Param, 0, fields.NumFields())
	for _, field := range fields.List {
		typ := shorten(p.source(field.Type.Pos(), field.Type.End()))
		if len(field.Names) == 0 {
			list = append(list, Param{Type: typ})
		}
		for _, name := range field.Names {
			list = append(list, Param{Name: name.Name, Type: typ})
		}
	}
	return slices.Clip(list)
}

// typeSignature leaves out what is between the braces.
func (p *parser) typeSignature(s *ast.TypeSpec) string {
	end := s.End()
	switch t := s.Type.(type) {
	case *ast.StructType:
		end = t.Fields.Opening
	case *ast.InterfaceType:
		end = t.Methods.Opening
	}
	return "type " + shorten(p.source(s.Pos(), end))
}

// valueSignature gives one of several names its own type and value, the value
// only where it fits on the line.
func (p *parser) valueSignature(tok token.Token, s *ast.ValueSpec, i int) string {
	text := tok.String() + " " + s.Names[i].Name
	if s.Type != nil {
		text += " " + p.source(s.Type.Pos(), s.Type.End())
	}
	if len(s.Values) == len(s.Names) {
		value := p.source(s.Values[i].Pos(), s.Values[i].End())
		if !strings.Contains(value, "\n") {
			text += " = " + value
		}
	}
	return shorten(text)
}

// line returns where a position is in the file itself: //line comments, which
// point elsewhere, do not count.
func (p *parser) line(pos token.Pos) int { return p.positions.PositionFor(pos, false).Line }

// source returns what stands between two positions, without comments.
func (p *parser) source(from, to token.Pos) string {
	first := sort.Search(len(p.comments), func(i int) bool { return p.comments[i].Pos() >= from })
	var text strings.Builder
	for _, comment := range p.comments[first:] {
		if comment.Pos() >= to {
			break
		}
		text.Write(p.between(from, comment.Pos()))
		from = comment.End()
	}
	text.Write(p.between(from, to))
	return text.String()
}

func (p *parser) between(from, to token.Pos) []byte { return p.text[int(from)-p.base : int(to)-p.base] }

// shorten puts text on one line and cuts it at maxSignature, between runes.
func shorten(text string) string {
	text = oneLine(text)
	if len(text) <= maxSignature {
		return text
	}
	cut := maxSignature
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// joints closes what a list over several lines leaves open when it is put on
// one: the last comma, and the blanks inside the brackets.
var joints = strings.NewReplacer("( ", "(", "[ ", "[", ", )", ")", ", ]", "]", " )", ")", " ]", "]")

// oneLine makes every run of white space one blank.
func oneLine(text string) string {
	if !strings.Contains(text, "\n") {
		return strings.TrimSpace(text)
	}
	return joints.Replace(strings.Join(strings.Fields(text), " "))
}
