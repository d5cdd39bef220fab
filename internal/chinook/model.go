package chinook

import "github.com/rowan-go/rowan/schema"

// The relations, both sides of each foreign key together.
var (
	AlbumArtist  = schema.ManyToOne(Albums.ArtistID, Artists.ID, func(a *Album) *schema.One[Artist] { return &a.Artist })
	ArtistAlbums = schema.OneToMany(Artists.ID, Albums.ArtistID, func(a *Artist) *schema.Many[Album] { return &a.Albums })

	TrackAlbum  = schema.ManyToOne(Tracks.AlbumID, Albums.ID, func(t *Track) *schema.One[Album] { return &t.Album })
	AlbumTracks = schema.OneToMany(Albums.ID, Tracks.AlbumID, func(a *Album) *schema.Many[Track] { return &a.Tracks })

	TrackMediaType  = schema.ManyToOne(Tracks.MediaTypeID, MediaTypes.ID, func(t *Track) *schema.One[MediaType] { return &t.MediaType })
	MediaTypeTracks = schema.OneToMany(MediaTypes.ID, Tracks.MediaTypeID, func(m *MediaType) *schema.Many[Track] { return &m.Tracks })

	TrackGenre  = schema.ManyToOne(Tracks.GenreID, Genres.ID, func(t *Track) *schema.One[Genre] { return &t.Genre })
	GenreTracks = schema.OneToMany(Genres.ID, Tracks.GenreID, func(g *Genre) *schema.Many[Track] { return &g.Tracks })

	EntryPlaylist   = schema.ManyToOne(PlaylistTracks.PlaylistID, Playlists.ID, func(p *PlaylistTrack) *schema.One[Playlist] { return &p.Playlist })
	PlaylistEntries = schema.OneToMany(Playlists.ID, PlaylistTracks.PlaylistID, func(p *Playlist) *schema.Many[PlaylistTrack] { return &p.Entries })

	EntryTrack   = schema.ManyToOne(PlaylistTracks.TrackID, Tracks.ID, func(p *PlaylistTrack) *schema.One[Track] { return &p.Track })
	TrackEntries = schema.OneToMany(Tracks.ID, PlaylistTracks.TrackID, func(t *Track) *schema.Many[PlaylistTrack] { return &t.Entries })

	EmployeeManager = schema.ManyToOne(Employees.ReportsTo, Employees.ID, func(e *Employee) *schema.One[Employee] { return &e.Manager })
	EmployeeReports = schema.OneToMany(Employees.ID, Employees.ReportsTo, func(e *Employee) *schema.Many[Employee] { return &e.Reports })

	CustomerSupportRep = schema.ManyToOne(Customers.SupportRepID, Employees.ID, func(c *Customer) *schema.One[Employee] { return &c.SupportRep })
	EmployeeCustomers  = schema.OneToMany(Employees.ID, Customers.SupportRepID, func(e *Employee) *schema.Many[Customer] { return &e.Customers })

	InvoiceCustomer  = schema.ManyToOne(Invoices.CustomerID, Customers.ID, func(i *Invoice) *schema.One[Customer] { return &i.Customer })
	CustomerInvoices = schema.OneToMany(Customers.ID, Invoices.CustomerID, func(c *Customer) *schema.Many[Invoice] { return &c.Invoices })

	LineInvoice    = schema.ManyToOne(InvoiceLines.InvoiceID, Invoices.ID, func(l *InvoiceLine) *schema.One[Invoice] { return &l.Invoice })
	InvoiceToLines = schema.OneToMany(Invoices.ID, InvoiceLines.InvoiceID, func(i *Invoice) *schema.Many[InvoiceLine] { return &i.Lines })

	LineTrack  = schema.ManyToOne(InvoiceLines.TrackID, Tracks.ID, func(l *InvoiceLine) *schema.One[Track] { return &l.Track })
	TrackLines = schema.OneToMany(Tracks.ID, InvoiceLines.TrackID, func(t *Track) *schema.Many[InvoiceLine] { return &t.Lines })
)

// Model is the whole store.
var Model = schema.NewModel(
	Artists, Albums, Genres, MediaTypes, Tracks, Playlists, PlaylistTracks, Employees, Customers, Invoices, InvoiceLines,
	AlbumArtist, ArtistAlbums, TrackAlbum, AlbumTracks, TrackMediaType, MediaTypeTracks, TrackGenre, GenreTracks,
	EntryPlaylist, PlaylistEntries, EntryTrack, TrackEntries, EmployeeManager, EmployeeReports,
	CustomerSupportRep, EmployeeCustomers, InvoiceCustomer, CustomerInvoices,
	LineInvoice, InvoiceToLines, LineTrack, TrackLines,
)
