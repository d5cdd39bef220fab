package query

import "strings"

// skip returns the length of what s begins with, if that is a part of SQL in which a placeholder is no placeholder: a
// string, a quoted identifier, a comment, a dollar-quoted string, or a name. It returns 0 for anything else.
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html
func skip(s string) int {
	switch {
	case s[0] == '\'':
		return quoted(s, '\'', false)
	case s[0] == '"':
		return quoted(s, '"', false)
	case strings.HasPrefix(s, "--"):
		return upTo(s, "\n")
	case strings.HasPrefix(s, "/*"):
		return comment(s)
	case s[0] == '$':
		return dollarQuoted(s)
	case isLetter(s[0]):
		return word(s)
	}
	return 0
}

// quoted is the length of a string or quoted identifier; a doubled quote, and in an E string a backslash, does not end it.
func quoted(s string, quote byte, escapes bool) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && escapes:
			i++
		case s[i] == quote && i+1 < len(s) && s[i+1] == quote:
			i++
		case s[i] == quote:
			return i + 1
		}
	}
	return len(s)
}

func upTo(s, end string) int {
	if i := strings.Index(s, end); i >= 0 {
		return i + len(end)
	}
	return len(s)
}

// isOpenComment reports whether s is a comment that the end of its line would end, and has no such end.
func isOpenComment(s string) bool {
	return strings.HasPrefix(s, "--") && !strings.HasSuffix(s, "\n")
}

// comment is the length of a block comment; they nest.
func comment(s string) int {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch s[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(s)
}

// dollarQuoted is the length of $tag$ … $tag$, or 0 where s is a placeholder or nothing of the kind.
func dollarQuoted(s string) int {
	end := 1
	for end < len(s) && (isLetter(s[end]) || end > 1 && isDigit(s[end])) {
		end++
	}
	if end >= len(s) || s[end] != '$' {
		return 0
	}
	tag := s[:end+1]
	return len(tag) + upTo(s[len(tag):], tag)
}

// word is the length of a name or keyword; a string that begins with e, as in E'\n', belongs to it.
func word(s string) int {
	n := 1
	for n < len(s) && (isLetter(s[n]) || isDigit(s[n]) || s[n] == '$') {
		n++
	}
	if n < len(s) && s[n] == '\'' {
		return n + quoted(s[n:], '\'', n == 1 && (s[0] == 'e' || s[0] == 'E'))
	}
	return n
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
