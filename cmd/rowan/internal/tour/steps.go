package tour

// Steps are the stops of the tour in their order. Those that write do so
// below "example.com", among packages of their own.
func Steps() []Step {
	return []Step{
		{
			Title: "Rows of a table are objects",
			About: "A query is a value, built by chaining. Of one table it gives pointers to that table's struct, nothing around them.",
			Run:   entity,
		},
		{
			Title: "Several items make a tuple",
			About: "An object and a column of another table: each row is a Row2[*Declaration, string], inferred from the select list.",
			Run:   tuple,
		},
		{
			Title: "A scalar says when it may be NULL",
			About: "MAX over no rows is NULL, so its Go type is a pointer. found tells a row from no row; the pointer tells a value from NULL.",
			Run:   scalar,
		},
		{
			Title: "Columns into a struct of your own",
			About: "Each pair of column and field is checked by the compiler, nullable columns into pointers.",
			Run:   projection,
		},
		{
			Title: "Aggregates over a join",
			About: "Which packages are imported most, and by how many packages' files?",
			Run:   aggregate,
		},
		{
			Title: "A table joined with itself",
			About: "As gives a second name to a table; its columns come with it. How many packages stand below each parent?",
			Run:   selfJoin,
		},
		{
			Title: "LEFT JOIN: an object or nil",
			About: "Packages of the library, each with a test file if it has one. What the join may leave out has to be taken as Optional.",
			Run:   optional,
		},
		{
			Title: "Related objects come when asked for",
			About: "Packages, their files and the declarations in those: one query for each level, however many there are. What nobody asked for is an error, never an empty list.",
			Run:   preloading,
		},
		{
			Title: "SQL of your own where it says more",
			About: "Functions that take a context or a text, found in the jsonb of their parameters. A column stands in the fragment as itself, a value travels beside the text.",
			Run:   document,
		},
		{
			Title: "INSERT gives back what the database made",
			About: "Keys and times that the database sets have no Set in Go. They come back typed, in the same statement.",
			Run:   insert,
		},
		{
			Title: "UPDATE and DELETE are typed statements",
			About: "In a transaction of pgx's own: whatever runs SQL there runs these. It is rolled back, so nothing of it stays.",
			Run:   change,
		},
		{
			Title: "A unit of work finds the order",
			About: "Three new objects, given in the wrong order and joined by reference alone. The session writes each table once, parents first, and their keys are in the objects.",
			Run:   session,
		},
		{
			Title: "A nested block fails alone",
			About: "A savepoint of objects and rows: what the inner block did is undone in both, the error says which constraint it met, and the outer work commits.",
			Run:   nested,
		},
		{
			Title: "A stale write is refused",
			About: "The row that a session read is gone when the session writes. Nothing is written in silence: the server itself turns the commit into a rollback.",
			Run:   stale,
		},
		{
			Title: "A mistake is refused before the server sees it",
			About: "A column of a LEFT JOIN read into a plain string would be a NULL with nowhere to go. The query says so when it is built, and how to mend it.",
			Run:   refused,
		},
	}
}
