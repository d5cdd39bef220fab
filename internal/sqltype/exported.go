package sqltype

// The types that rendering and expressions name.
var (
	Boolean     = boolean // of predicates
	TextType    = text
	Bigint      = bigint
	NumericType = number
	Timestamptz = timestamptz
)
