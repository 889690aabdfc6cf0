import pytest

from corpus.errors import ArticleRejected
from corpus.formats.newsml import entries
from corpus.record import Record

ITEM = """<NewsItem xml:lang="fr">
  <Identification><NewsIdentifier>
    <ProviderId>courier.example</ProviderId><DateId>20240102</DateId><NewsItemId>17</NewsItemId>
    <RevisionId PreviousRevision="1" Update="N">2</RevisionId>
    <PublicIdentifier>urn:newsml:courier.example:20240102:17:2</PublicIdentifier>
  </NewsIdentifier><NameLabel>rain-slug</NameLabel></Identification>
  <NewsManagement>
    <FirstCreated>20240102T103000+0400</FirstCreated>
    <ThisRevisionCreated>20240103T090000+0400</ThisRevisionCreated>
    <Status FormalName="Usable"/>
  </NewsManagement>
  <NewsComponent>
    <NewsLines><HeadLine>Rain in Baku</HeadLine><ByLine>By Leyla Orucova</ByLine><CreditLine>CN</CreditLine></NewsLines>
    <AdministrativeMetadata><Provider><Party FormalName="Courier News"/></Provider></AdministrativeMetadata>
    <DescriptiveMetadata>
      <Language FormalName="en"/><Genre FormalName="Current"/><Property FormalName="Category" Value="Weather"/>
    </DescriptiveMetadata>
    <NewsComponent><Role FormalName="StyleSheet"/><ContentItem><DataContent>
      p {a very long style sheet that is no text of an article at all}</DataContent></ContentItem></NewsComponent>
    <NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/><DataContent>%s</DataContent>
    </ContentItem></NewsComponent>
  </NewsComponent>
</NewsItem>"""
NITF = "<nitf><body><body.content><p>Rain fell.</p><p>It stopped.</p></body.content></body></nitf>"


def file_of(*contents: str) -> bytes:
    items = "".join(ITEM % content for content in contents)
    return f'<?xml version="1.0"?><NewsML Version="1.2"><NewsEnvelope/>{items}</NewsML>'.encode()


@pytest.mark.parametrize(
    "content",
    [NITF, "<p>Rain fell.</p><p>It stopped.</p>", "<![CDATA[<P>Rain fell.</P>\n<P>It stopped.</P>]]>",
     "Rain fell.\n\nIt stopped."],
)  # fmt: skip
def test_an_item_is_read_however_its_text_is_written(content: str) -> None:
    (entry,) = entries(file_of(content))
    assert entry.number is None
    assert entry.read() == Record(
        text="Rain fell.\n\nIt stopped.",
        id="urn:newsml:courier.example:20240102:17",
        title="Rain in Baku",
        author="Leyla Orucova",
        source="Courier News",
        published=("20240102T103000+0400", "20240102"),
        updated="20240103T090000+0400",
        language="en",
        section="Weather",
        kind="Current",
        credit="CN",
    )


def test_items_of_one_file_are_numbered_and_stand_for_themselves() -> None:
    first, second = entries(file_of("one", "two"))
    assert (first.number, first.read().text, second.number, second.read().text) == (1, "one", 2, "two")
    (moved,) = entries(file_of("two"))
    assert moved.raw == second.raw != first.raw


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"Usable"', '"Canceled"', "cancelled by its publisher"),
        ("Rain.", "", "no text"),
        ("Rain.</DataContent>", '</DataContent><MediaType FormalName="Photo"/>', "a picture"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_rejected(old: str, new: str, reason: str) -> None:
    (entry,) = entries(file_of("Rain.").replace(old.encode(), new.encode()))
    with pytest.raises(ArticleRejected) as caught:
        entry.read()
    assert str(caught.value) == reason


def test_a_file_without_items_is_rejected() -> None:
    with pytest.raises(ArticleRejected, match="NewsML without a news item"):
        list(entries(b"<NewsML><NewsEnvelope/></NewsML>"))
