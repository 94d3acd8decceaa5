"""What makes a PDF archivable: metadata in XMP and a colour profile (PDF/A-2b, ISO 19005-2).

Built to the rules; no full validator was at hand, so we say "built to PDF/A-2b".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from PIL import ImageCms
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString

PRODUCER = "ReportLab PDF Library"
CREATOR = "RM desk"


@dataclass(frozen=True)
class Facts:
    """What a PDF says about itself."""

    title: str
    author: str
    subject: str
    language: str
    at: datetime

    @property
    def stamp(self) -> str:
        """The time as XMP writes it."""
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _profile() -> bytes:
    """The sRGB profile; its date of making is cleared so that it is the same in every process."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = bytes([7, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    made[84:100] = bytes(16)
    return bytes(made)


def _xmp(facts: Facts) -> bytes:
    def alternatives(words: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(words)}</rdf:li></rdf:Alt>'

    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        "<dc:format>application/pdf</dc:format>"
        f"<dc:title>{alternatives(facts.title)}</dc:title>"
        f"<dc:creator><rdf:Seq><rdf:li>{escape(facts.author)}</rdf:li></rdf:Seq></dc:creator>"
        f"<dc:description>{alternatives(facts.subject)}</dc:description>"
        f"<dc:language><rdf:Bag><rdf:li>{escape(facts.language)}</rdf:li></rdf:Bag></dc:language>"
        f"<pdf:Producer>{PRODUCER}</pdf:Producer><xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{facts.stamp}</xmp:CreateDate>"
        f"<xmp:ModifyDate>{facts.stamp}</xmp:ModifyDate>"
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def write(document: Any, facts: Facts) -> None:
    """Write metadata and colour profile into the PDF's catalogue."""
    profile = PDFStream(
        PDFDictionary({"N": 3, "Alternate": PDFName("DeviceRGB")}),
        _profile(),
    )
    intent = PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
            "Info": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(profile),
        }
    )
    catalogue = document.Catalog
    # The instance writes one key more than its class: no other document is touched.
    catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents"]
    catalogue.OutputIntents = PDFArray([intent])
    catalogue.Metadata = PDFStream(
        PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}),
        _xmp(facts),
        filters=[],
    )
    catalogue.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
