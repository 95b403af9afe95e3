#include "language/prose.h"

#include <doctest/doctest.h>

namespace clew::language {

TEST_CASE("links, addresses, file names, paths and ids of apps are nothing that people say") {
  for (const char* item : {"https://www.example.com/unde-esti/pagina", "www.ejemplo.example/casa", "ana.garcia@example.com", "@ana_garcia", "com.whatsapp", "org.telegram.messenger", "IMG_2034.jpg", "nota simple del contrato.pdf",
                           "voice_note_tres.opus", "/data/media/0/DCIM/Camera/imagen_nueva.jpg", "C:\\Users\\Ana\\Documentos\\contrato nuevo.docx", "content://media/external/images/12", "tel:+447700900123", " \"foto.png\" "})
    CHECK_MESSAGE(is_bare_item(item), item);
  for (const char* said : {"mira https://www.example.com", "te mando la foto.", "vine maine", "si/no", "e.g. this", "Te dejo el contrato, mira nota.pdf", "y/o casa", "hasta las 8.30", "", "vino.", "/cine vine azi",
                           "no abras esto. foto.jpg", "da.nu.poate"})
    CHECK_MESSAGE(!is_bare_item(said), said);
}

TEST_CASE("what somebody wrote beside a payment reads as prose, a shop's name does not") {
  for (const char* name : {"CARREFOUR EXPRESS MADRID 14/03", "Gasthaus zum Löwen", "SEPA Lastschrift Telekom 4711", "Netto Marken-Discount", "x", "", "Transfer of 20.00 on 03.04", "PAYMENT REF for rent 12 Mar 2026 AB12 CD34"})
    CHECK_MESSAGE(!reads_as_prose(name), name);
  for (const char* said : {"for the flat, thanks", "miete für die wohnung", "chiria pe luna asta", "оплата за квартиру спасибо", "أجرة البيت لهذا الشهر"})
    CHECK_MESSAGE(reads_as_prose(said), said);
}

}  // namespace clew::language
