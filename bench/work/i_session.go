package work

func oneInSessionJob() Job {
	return oneOf(Job{
		Name: "I1", Title: "A session that reads one row",
		Text: "Open a session, get one employee by key, close it, without a transaction. The base is the SELECT alone.",
	}, func(o *Ops) getter { return o.OneInSession })
}

func oneInTxJob() Job {
	return oneOf(Job{
		Name: "I2", Title: "A transaction that reads one row",
		Text: "Begin, get one employee by key, commit; with a session where the library has one.",
	}, func(o *Ops) getter { return o.OneInTx })
}
