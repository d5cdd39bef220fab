package uow

// SendMessagesFrom has flushes of so many rows go as messages, which else only those of many rows do.
func (s *Session) SendMessagesFrom(rows int) { s.manyRows = rows }
