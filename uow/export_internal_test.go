package uow

// SendMessagesFrom has flushes of so many rows go as messages, which else only those of many rows do.
func (s *Session) SendMessagesFrom(rows int) { s.manyRows = rows }

// LimitMessages has statements refused whose parameters have more bytes, which else only those that PostgreSQL refuses are.
func (s *Session) LimitMessages(bytes int) { s.mostBytes = bytes }
