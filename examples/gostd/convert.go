package gostd

import "github.com/rowan-go/rowan/examples/gostd/source"

// newFile is a file as a row.
func newFile(pkg int64, from *source.File) *File {
	return &File{
		PackageID:  pkg,
		Path:       from.Path,
		Test:       from.Test,
		Constraint: known(from.Constraint),
		Tags:       from.Tags,
		Lines:      int32(from.Lines),
		Bytes:      int32(from.Bytes),
		SHA256:     from.SHA256,
		ModifiedAt: from.Modified,
	}
}

// newDeclaration is a declaration as a row.
func newDeclaration(file int64, from *source.Declaration) *Declaration {
	return &Declaration{
		FileID:    file,
		Kind:      from.Kind,
		Name:      from.Name,
		Receiver:  known(from.Receiver),
		Exported:  from.Exported,
		Doc:       from.Doc,
		Signature: from.Signature,
		Params:    from.Params,
		StartLine: int32(from.StartLine),
		EndLine:   int32(from.EndLine),
		Since:     known(from.Since),
	}
}

// known makes an empty text the absence of one.
func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
