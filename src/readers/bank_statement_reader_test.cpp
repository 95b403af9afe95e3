// SYNTHETIC: statements of invented accounts in the banks' forms.
#include "readers/bank_statement_reader.h"

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

const auto reader = make_bank_statement_reader();

std::string amount(const model::Record& r) { return field(r, "amount"); }
const model::Participation* side(const model::Record& r, model::Role role) {
  for (const auto& p : r.participants)
    if (p.role == role) return &p;
  return nullptr;
}

const std::string mt940 =
    "{1:F01TESTGB21XXXX0000000000}{2:O940TESTGB21XXXXN}{3:}{4:\r\n:20:STARTUMS\r\n:25:NL81TEST9999999999\r\n:28C:1/1\r\n:60F:C231230EUR444,29\r\n"
    ":61:2312310102D65,00NOVBNL47TEST9999999998\r\nA. Example\r\n:86:NL47TEST9999999998 A. Example\r\n\r\nPayment for rings\r\n"
    ":61:2401050105CR1000,NTRFREF1//BANK2\r\n:86:166?00GUTSCHRIFT?109075?20SVWZ+rent Ja?21nuary?30TESTDE33?31DE12TEST00000000001?32Ben?33Example\r\n"
    ":61:2401060106RC5,10NTRFNONREF\r\n:86:/TRTP/SEPA/IBAN/NL11TEST0000000001/BIC/TESTNL2A/NAME/C. Example/REMI/club a/b/EREF/77\r\n:62F:C240106EUR1374,19\r\n-}{5:}\r\n";

const std::string ofx =
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX>\n<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>GBP\n<BANKACCTFROM><BANKID>000000\n<ACCTID>12345678\n<ACCTTYPE>CHECKING\n</BANKACCTFROM>\n"
    "<BANKTRANLIST><DTSTART>20240101\n<STMTTRN><TRNTYPE>DEBIT\n<DTPOSTED>20240304214009.000[-5:EST]\n<TRNAMT>-34.51\n<FITID>A1\n<NAME>Corner shop &amp; Co\n<MEMO>bread\n</STMTTRN>\n"
    "<STMTTRN><TRNTYPE>XFER\n<DTPOSTED>20240305\n<TRNAMT>10.00\n<FITID>A2\n<BANKACCTTO><BANKID>111111\n<ACCTID>87654321\n</BANKACCTTO>\n</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n";

const std::string camt =
    "<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>NL77TEST0574908765</IBAN></Id><Ownr><Nm>Ana Example</Nm></Ownr></Acct>"
    "<Ntry><Amt Ccy=\"EUR\">754.25</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2024-01-05</Dt></BookgDt><ValDt><Dt>2024-01-06</Dt></ValDt><NtryDtls><TxDtls><RltdPties><Cdtr><Nm>Insurance</Nm></Cdtr>"
    "<CdtrAcct><Id><IBAN>NL46TEST0499998748</IBAN></Id></CdtrAcct></RltdPties><RmtInf><Ustrd>policy 1</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    "<Ntry><Amt Ccy=\"EUR\">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2024-01-07</Dt></BookgDt><NtryDtls>"
    "<TxDtls><Amt Ccy=\"EUR\">10.00</Amt><RltdPties><Dbtr><Pty><Nm>Ben</Nm></Pty></Dbtr></RltdPties></TxDtls><TxDtls><Amt Ccy=\"EUR\">20.00</Amt><RltdPties><Dbtr><Nm>Cleo</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>"
    "</Stmt></BkToCstmrStmt></Document>";

}  // namespace

TEST_CASE("MT940: the day of booking at the turn of the year, reversals, the other side in three banks' forms") {
  CHECK(reader->probe(item_of(mt940, {"a.sta"})).confidence == 94);
  const auto item = item_of(mt940, {"a.sta"});
  const Collected got = read(*reader, item);
  REQUIRE(got.records.size() == 3);
  const auto& out = got.records[0];
  CHECK(amount(out) == "-65,00");
  CHECK(out.direction == model::Direction::out);
  CHECK(local_of(out) == "2024-01-02T00:00:00");
  CHECK(extra_of(out, "value date") == "2023-12-31");
  CHECK(side(out, model::Role::other)->identifier.raw == "NL47TEST9999999998");
  CHECK(side(out, model::Role::other)->name == "A. Example");
  CHECK(side(out, model::Role::owner)->identifier.raw == "NL81TEST9999999999");
  CHECK(out.text == "Payment for rings");
  CHECK(field(out, "currency") == "EUR");
  CHECK(bytes_at(item, out).starts_with(":61:231231"));
  const auto& in = got.records[1];
  CHECK(amount(in) == "1000,00");
  CHECK(in.key == "BANK2");
  CHECK(in.text == "SVWZ+rent Ja nuary");
  CHECK(side(in, model::Role::other)->name == "Ben Example");
  CHECK(side(in, model::Role::other)->identifier.raw == "DE12TEST00000000001");
  const auto& back = got.records[2];  // a credit taken back
  CHECK(back.direction == model::Direction::out);
  CHECK(side(back, model::Role::other)->identifier.raw == "NL11TEST0000000001");
  CHECK(back.text == "club a/b");
  REQUIRE(got.extra.size() == 1);
  CHECK(got.extra[0].kind == model::RecordKind::account);
  CHECK(extra_of(got.extra[0], "closing balance") == "C240106EUR1374,19");
  damage(*reader, mt940, {"a.sta"}, [](const model::Record& a, const model::Record& b) { return a.times == b.times && field(a, "amount") == field(b, "amount"); }, 5);
}

TEST_CASE("OFX without closing tags: sums with their signs, hours with their zone, accounts of both sides") {
  const Collected got = read(*reader, ofx, {"a.ofx"});
  REQUIRE(got.records.size() == 2);
  CHECK(to_iso_utc(*got.records[0].times[0].utc).starts_with("2024-03-05T02:40:09"));
  CHECK(got.records[0].direction == model::Direction::out);
  CHECK(side(got.records[0], model::Role::other)->name == "Corner shop & Co");
  CHECK(got.records[0].text == "bread");
  CHECK(got.records[0].key == "A1");
  CHECK(local_of(got.records[1]) == "2024-03-05T00:00:00");
  CHECK(side(got.records[1], model::Role::other)->identifier.raw == "87654321");
  CHECK(side(got.records[1], model::Role::owner)->identifier.scope == "000000");
  damage(*reader, ofx, {"a.ofx"}, [](const model::Record& a, const model::Record& b) { return a.times == b.times && field(a, "amount") == field(b, "amount"); }, 5);
}

TEST_CASE("camt: an entry with its one transaction, each transaction of an entry that has several") {
  const Collected got = read(*reader, camt, {"a.xml"});
  REQUIRE(got.records.size() == 3);
  CHECK(amount(got.records[0]) == "754.25");
  CHECK(got.records[0].direction == model::Direction::out);
  CHECK(side(got.records[0], model::Role::other)->name == "Insurance");
  CHECK(side(got.records[0], model::Role::owner)->name == "Ana Example");
  CHECK(got.records[0].text == "policy 1");
  CHECK(amount(got.records[1]) == "10.00");
  CHECK(side(got.records[1], model::Role::other)->identifier.raw == "Ben");
  CHECK(amount(got.records[2]) == "20.00");
  CHECK(local_of(got.records[2]) == "2024-01-07T00:00:00");
  damage(*reader, camt, {"a.xml"}, [](const model::Record& a, const model::Record& b) { return field(a, "amount") == field(b, "amount"); }, 7);
}

TEST_CASE("QIF: whose account, the order of day and month from the whole file, apostrophes before the year") {
  const std::string qif = "!Account\nNCurrent\nTBank\n^\n!Type:Bank\nD1/ 3'24\nT-1,234.50\nPCorner shop\nMbread\nLFood\n^\nD14/ 3'24\nT10.00\nPBen Example\n^\n";
  const Collected got = read(*reader, qif, {"a.qif"});
  REQUIRE(got.records.size() == 2);
  CHECK(local_of(got.records[0]) == "2024-03-01T00:00:00");
  CHECK(got.records[0].direction == model::Direction::out);
  CHECK(extra_of(got.records[0], "category") == "Food");
  CHECK(side(got.records[0], model::Role::owner)->identifier.raw == "Current");
  const Collected open = read(*reader, "!Type:Bank\nD03/04/2024\nT5.00\nPAna\n^\n", {"b.qif"});
  REQUIRE(open.records.size() == 1);
  CHECK(!open.records[0].times[0].local);
  CHECK(open.questions.size() == 1);
  damage(*reader, qif, {"a.qif"}, [](const model::Record& a, const model::Record& b) { return field(a, "amount") == field(b, "amount"); }, 3);
}

TEST_CASE("a mail, a mailbox or a page that holds a statement is none") {
  const std::string head = "From: ana@example.org\nTo: ben@example.org\nSubject: papers\nDate: Mon, 4 Mar 2024 10:00:00 +0000\nMIME-Version: 1.0\n\n";
  for (const auto& statement : {mt940, ofx, camt}) {
    CHECK(reader->probe(item_of(statement, {"a"})).confidence == 94);
    CHECK(reader->probe(item_of("\r\n" + statement, {"a"})).confidence == 94);
    CHECK(reader->probe(item_of(head + statement, {"a.eml"})).confidence == 0);
    CHECK(reader->probe(item_of("From ana@example.org Mon Mar  4 10:00:00 2024\n" + head + statement, {"a.mbox"})).confidence == 0);
    CHECK(reader->probe(item_of("What our bank sends looks like this, and nobody reads it:\n\n" + statement, {"a.txt"})).confidence == 0);
  }
  CHECK(reader->probe(item_of("[04/03/2024, 21:40:09] Ana: look\n" + mt940.substr(mt940.find(":20:")), {"a.txt"})).confidence == 0);
  for (const auto& statement : {ofx, camt}) CHECK(reader->probe(item_of("<html><body><pre>" + statement + "</pre></body></html>", {"a.html"})).confidence == 0);
  CHECK(reader->probe(item_of("ABNANL2A\n940\nABNANL2A\n" + mt940.substr(mt940.find(":20:")), {"a.txt"})).confidence == 94);
}
