// Package schema says what tables are: columns, keys, defaults, constraints and relations, as Go values.
//
// # Defining a table
//
// [Define] maps the fields of an entity, a plain struct, to the columns of a table. A column is a value of type [Col],
// [NullCol] or [Owned], which is also an expression of package query.
//
// Keys and constraints are values too: [PrimaryKey], [Def.Unique], [Def.Check], [Def.Index]. A foreign key of one column
// is said where the column is mapped (References); one of several columns, or between tables that refer to each other, is
// a [ForeignKey] beside the tables. [New1] to [New6] make typed constructors of what a new object must have.
//
// # Relating tables
//
// [ManyToOne] and [OneToMany] are values of their own, so two tables may refer to each other. [One] and [Many] are the
// fields that hold the related objects.
//
// # The model
//
// [NewModel] takes all tables and relations, checks them together, and makes the DDL.
package schema
