package rowscan

// Op decodes one column into the field that lies Offset bytes behind the start of a row's value.
type Op struct {
	Offset uintptr
	Decode Decode
	Text   bool // what [IsText] says of the field's type
}

// Plan decodes rows: one Op for each column, in the order of the columns. A plan is not changed while it is used, so
// goroutines may share it, each with a Memory of its own.
type Plan []Op

// Row decodes the columns of one row into the value at base. It returns the index of the column that failed.
// It allocates the row's text and what slices, maps and pointers need.
func (p Plan) Row(base Pointer, values [][]byte, m *Memory) (column int, err error) {
	if len(values) < len(p) {
		return len(values), ErrMalformed
	}
	values = values[:len(p)]
	size := 0
	for i := range p {
		if p[i].Text {
			size += len(values[i])
		}
	}
	m.Row(size)
	for i := range p {
		if err := p[i].Decode(base.Field(p[i].Offset), values[i], m); err != nil {
			return i, err
		}
	}
	return 0, nil
}
