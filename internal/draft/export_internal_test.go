package draft

// Kept is how many objects have notes that nobody took.
func Kept() int64 { return kept.count.Load() }
