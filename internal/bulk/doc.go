// Package bulk sends columns of many rows as arrays, one parameter for each column, which the statement takes apart with
// unnest. The text of such a statement does not depend on the number of rows. [Copy] writes rows as the stream of a COPY.
package bulk
