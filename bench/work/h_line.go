package work

func linePreloadJob() Job {
	j := preloadOf(Job{
		Name: "H1", Title: "Preload three levels over a slow line",
		Text: "Read 100 companies, their 1,000 employees and the 2,000 tasks of those; each round trip takes 1 ms longer.",
		Per:  func(s Size) int { return s.Line * s.Employees * (1 + s.Tasks) },
		Slow: true,
	}, func(s Size) int { return s.Line }, func(o *Ops) loader { return o.PreloadDeep }, func(c []Company) []Company { return c })
	return j
}

func lineGraphJob() Job {
	return graphOf(Job{
		Name: "H2", Title: "Insert three levels over a slow line",
		Text: "One transaction writes 10 new companies with 10 employees each and 2 tasks each of those; each round trip takes 1 ms longer.",
		Per:  func(s Size) int { return s.Line / 10 * (1 + s.Employees*(1+s.Tasks)) },
		Slow: true,
	}, func(s Size) []Company { return newCompanies(max(1, s.Line/10), s.Employees, s.Tasks) })
}
