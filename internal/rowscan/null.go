package rowscan

// findNullable picks the decoder of a pointer: NULL becomes nil, everything else a value of its own from a slab.
func findNullable(p *pair) (Decode, error) {
	elem := p.t.Elem()
	decode, err := Find(elem, p.oid, p.format)
	if err != nil {
		return nil, err
	}
	number := slabNumber(elem)
	return func(dst Pointer, src []byte, m *Memory) error {
		if src == nil {
			dst.Store(Pointer{})
			return nil
		}
		v := m.next(number, elem)
		if err := decode(v, src, m); err != nil {
			return err
		}
		dst.Store(v) // elem is the type that the pointer at dst points at
		return nil
	}, nil
}
