package rowscan

import "bytes"

// fromText reads an array literal: {1,NULL,"with \"quotes\""}, with bounds in front where they are not from 1: [0:1]={…}.
func (a *arrayPair) fromText(dst Pointer, src []byte, m *Memory) error {
	body, ok := arrayBody(src)
	if !ok {
		return a.malformed(src)
	}
	if len(body) > 0 && body[0] == '{' {
		return a.fail(ErrDimensions)
	}
	n := countElements(body)
	data := a.begin(dst, n)
	var scratch []byte
	for i := range n {
		var elem []byte
		if elem, body, scratch, ok = cutLiteral(body, scratch); !ok {
			return a.malformed(src)
		}
		if err := a.element(data, i, elem, m); err != nil {
			return err
		}
	}
	if len(body) > 0 {
		return a.malformed(src)
	}
	return nil
}

// arrayBody strips bounds and braces.
func arrayBody(src []byte) ([]byte, bool) {
	if len(src) > 0 && src[0] == '[' {
		at := bytes.IndexByte(src, '=')
		if at < 0 {
			return nil, false
		}
		src = src[at+1:]
	}
	if len(src) < 2 || src[0] != '{' || src[len(src)-1] != '}' {
		return nil, false
	}
	return src[1 : len(src)-1], true
}

// countElements counts the commas outside quotes; as many elements as [cutLiteral] finds in a well-formed literal.
func countElements(body []byte) int {
	if len(body) == 0 {
		return 0
	}
	n, quoted := 1, false
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
		case '"':
			quoted = !quoted
		case ',':
			if !quoted {
				n++
			}
		}
	}
	return n
}

// cutLiteral takes the first element off body: nil for NULL, a part of body where it stands without quotes, else what
// scratch now holds.
func cutLiteral(body, scratch []byte) (elem, rest, newScratch []byte, ok bool) {
	if len(body) > 0 && body[0] == '"' {
		return cutQuoted(body, scratch)
	}
	end := bytes.IndexByte(body, ',')
	if end < 0 {
		end = len(body)
	}
	elem = body[:end:end]
	if len(elem) == 0 || bytes.ContainsAny(elem, `"\`) {
		return nil, nil, scratch, false
	}
	if bytes.EqualFold(elem, []byte("NULL")) {
		elem = nil
	}
	rest, ok = afterComma(body[end:])
	return elem, rest, scratch, ok
}

func cutQuoted(body, scratch []byte) (elem, rest, newScratch []byte, ok bool) {
	scratch = scratch[:0]
	for i := 1; i < len(body); i++ {
		switch body[i] {
		case '"':
			rest, ok = afterComma(body[i+1:])
			if len(scratch) == 0 {
				return []byte{}, rest, scratch, ok
			}
			return scratch, rest, scratch, ok
		case '\\':
			i++
			if i == len(body) {
				return nil, nil, scratch, false
			}
		}
		scratch = append(scratch, body[i])
	}
	return nil, nil, scratch, false
}

// afterComma strips the comma that parts two elements. One that nothing follows is no comma.
func afterComma(body []byte) ([]byte, bool) {
	switch {
	case len(body) == 0:
		return body, true
	case body[0] != ',' || len(body) == 1:
		return nil, false
	default:
		return body[1:], true
	}
}
