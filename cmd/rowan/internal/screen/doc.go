// Package screen writes for people: headings, code, aligned tables, progress.
//
// A [Screen] knows what its writer can show. On a terminal there is colour
// and a moving progress bar; in a pipe, or where plain output is asked for,
// there is text alone, without a single control character. NO_COLOR and
// TERM=dumb take the colour away.
package screen
