package generator

import (
	"archive/zip"
	"bytes"
	"testing"
)

func TestTells(t *testing.T) {
	office := func(name, text string) string {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for data, want := range map[string]string{
		"%PDF-1.7\n<< /Author (Jane) >>":                                                                "who wrote it",
		"%PDF-1.7\n<< /Author <FEFF004A> >>":                                                            "who wrote it",
		"%PDF-1.7\n<< /Author () /Title (Jane) >>":                                                      "",
		"%PDF-1.7\n<dc:creator><rdf:Seq><rdf:li>Jane":                                                   "who wrote it",
		office("docProps/core.xml", "<cp:coreProperties><dc:creator>Jane</dc:creator>"):                 "who wrote it",
		office("docProps/core.xml", "<cp:coreProperties><dc:creator></dc:creator><cp:lastModifiedBy/>"): "",
		office("meta.xml", "<office:meta><meta:initial-creator>Jane</meta:initial-creator>"):            "who wrote it",
		office("data.csv", "<dc:creator>Jane</dc:creator>"):                                             "",
		"PK\x03\x04 damaged": "",
		"\x00\x00\x00\x18ftypmp42....moov....udta....\xa9xyz\x00\x12\x15\xc7+47.9+033.4/": "where it was recorded",
		"\x00\x00\x00\x18ftypqt  ....com.apple.quicktime.location.ISO6709":                "where it was recorded",
		"\x00\x00\x00\x18ftypmp42....mdat":                                                "",
		"a,b\n/Author (Jane)":                                                             "",
	} {
		if got := tells([]byte(data)); got != want {
			t.Errorf("%q tells %q, want %q", data[:min(len(data), 60)], got, want)
		}
	}
}
