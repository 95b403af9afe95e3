#include "readers/whatsapp_words.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>

namespace clew::readers::whatsapp {
namespace {

// {a} who did it, {b} to whom, {o} and {n} the value before and after, {*} anything.
struct Pattern {
  std::string_view kind, language, text;
};

constexpr Pattern notices[] = {
    // The number of a person changes: what ties two numbers together.
    {"number-changed", "en", "{a} changed their phone number from {o} to {n}"},
    {"number-changed", "en", "{a} changed their phone number to a new number. {*}"},
    {"number-changed", "en", "{a} changed their phone number. {*}"},
    {"number-changed", "en", "{a} changed to {n}"},
    {"number-changed", "en", "{a} changed from {o} to {n}"},
    {"number-changed", "en", "{a} has a new phone number: {n}"},
    {"number-changed", "de", "{a} hat zu {n} gewechselt"},
    {"number-changed", "de", "{a} hat die Telefonnummer gewechselt{*}"},
    {"number-changed", "de", "{a} hat eine neue Telefonnummer{*}"},
    {"number-changed", "es", "{a} cambió su número de teléfono{*}"},
    {"number-changed", "es", "{a} cambió a {n}"},
    {"number-changed", "fr", "{a} a changé de numéro de téléphone{*}"},
    {"number-changed", "fr", "{a} est maintenant {n}"},
    {"number-changed", "it", "{a} ha cambiato il suo numero di telefono{*}"},
    {"number-changed", "it", "{a} ha cambiato numero di telefono{*}"},
    {"number-changed", "it", "{a} ha cambiato numero in {n}"},
    {"number-changed", "pt", "{a} mudou o número de telefone{*}"},
    {"number-changed", "pt", "{a} mudou de número de telefone{*}"},
    {"number-changed", "pt", "{a} mudou para {n}"},
    {"number-changed", "nl", "{a} heeft een nieuw telefoonnummer{*}"},
    {"number-changed", "nl", "{a} is gewijzigd in {n}"},
    {"number-changed", "nl", "Het telefoonnummer van {a} is gewijzigd{*}"},
    {"number-changed", "pl", "{a} zmienił numer telefonu{*}"},
    {"number-changed", "pl", "{a} zmienił(a) numer telefonu{*}"},
    {"number-changed", "pl", "Numer telefonu {a} zmienił się{*}"},
    {"number-changed", "ro", "{a} și-a schimbat numărul de telefon{*}"},
    {"number-changed", "ro", "{a} a schimbat numărul în {n}"},
    {"number-changed", "sq", "{a} ndryshoi numrin e telefonit{*}"},
    {"number-changed", "ru", "{a} теперь использует новый номер{*}"},
    {"number-changed", "ru", "{a} изменил(-а) номер телефона{*}"},
    {"number-changed", "ru", "{a} сменил(-а) номер на {n}"},
    {"number-changed", "ru", "{a} сменил(а) номер телефона{*}"},
    {"number-changed", "uk", "{a} змінив(-ла) номер телефону{*}"},
    {"number-changed", "tr", "{a} telefon numarasını değiştirdi{*}"},
    {"number-changed", "ar", "قام {a} بتغيير رقم الهاتف{*}"},
    {"number-changed", "ar", "غيّر {a} رقم هاتفه{*}"},
    {"number-changed", "hi", "{a} ने अपना फ़ोन नंबर बदल{*}"},
    {"number-changed", "id", "{a} mengganti nomor teleponnya{*}"},
    {"number-changed", "vi", "{a} đã đổi số điện thoại{*}"},
    {"number-changed", "zh", "{a}更换了手机号码{*}"},
    {"number-changed", "zh", "{a}更改了电话号码{*}"},
    {"number-changed", "zh", "{a}已更改電話號碼{*}"},
    {"number-changed", "ja", "{a}さんが電話番号を変更しました{*}"},
    {"number-changed", "ko", "{a}님이 전화번호를 변경했습니다{*}"},
    // The key of a chat partner changes: a new phone, or WhatsApp installed again.
    {"security-code-changed", "en", "Your security code with {a} changed{*}"},
    {"security-code-changed", "en", "{a}'s security code changed{*}"},
    {"security-code-changed", "de", "Deine Sicherheitsnummer für {a} hat sich geändert{*}"},
    {"security-code-changed", "de", "Die Sicherheitsnummer von {a} hat sich geändert{*}"},
    {"security-code-changed", "de", "Dein Sicherheitscode für {a} hat sich geändert{*}"},
    {"security-code-changed", "es", "Cambió tu código de seguridad con {a}. {*}"},
    {"security-code-changed", "es", "Cambió el código de seguridad de {a}. {*}"},
    {"security-code-changed", "fr", "Votre code de sécurité avec {a} a changé{*}"},
    {"security-code-changed", "fr", "Le code de sécurité de {a} a changé{*}"},
    {"security-code-changed", "it", "Il tuo codice di sicurezza con {a} è cambiato{*}"},
    {"security-code-changed", "it", "Il codice di sicurezza di {a} è cambiato{*}"},
    {"security-code-changed", "pt", "Seu código de segurança com {a} mudou{*}"},
    {"security-code-changed", "pt", "O código de segurança de {a} mudou{*}"},
    {"security-code-changed", "nl", "Je beveiligingscode met {a} is gewijzigd{*}"},
    {"security-code-changed", "nl", "De beveiligingscode van {a} is gewijzigd{*}"},
    {"security-code-changed", "pl", "Twój kod zabezpieczeń z {a} zmienił się{*}"},
    {"security-code-changed", "pl", "Kod zabezpieczeń użytkownika {a} zmienił się{*}"},
    {"security-code-changed", "ro", "Codul tău de securitate cu {a} s-a schimbat{*}"},
    {"security-code-changed", "ro", "Codul de securitate al lui {a} s-a schimbat{*}"},
    {"security-code-changed", "ru", "Ваш код безопасности с {a} изменился{*}"},
    {"security-code-changed", "ru", "Код безопасности {a} изменился{*}"},
    {"security-code-changed", "tr", "{a} ile güvenlik kodunuz değişti{*}"},
    {"security-code-changed", "tr", "{a} kişisinin güvenlik kodu değişti{*}"},
    {"security-code-changed", "ar", "تغيّر رمز الأمان{*}"},
    {"security-code-changed", "hi", "{*}सुरक्षा कोड बदल{*}"},
    {"security-code-changed", "zh", "{*}安全码已更改{*}"},
    {"security-code-changed", "zh", "{*}安全代碼已變更{*}"},
    {"security-code-changed", "ja", "{*}セキュリティコードが変更{*}"},
    {"security-code-changed", "ko", "{*}보안 코드가 변경{*}"},
    {"security-code-changed", "id", "Kode keamanan Anda dengan {a} berubah{*}"},
    {"security-code-changed", "vi", "Mã bảo mật của {a} đã thay đổi{*}"},
    // Groups: created.
    {"group-created", "en", "{a} created group \"{n}\""},
    {"group-created", "en", "{a} created this group"},
    {"group-created", "en", "{a} created the group \"{n}\""},
    {"group-created", "en", "{a} created community \"{n}\""},
    {"group-created", "de", "{a} hat die Gruppe \"{n}\" erstellt"},
    {"group-created", "de", "{a} hast die Gruppe \"{n}\" erstellt"},
    {"group-created", "de", "{a} hat diese Gruppe erstellt"},
    {"group-created", "es", "{a} creó el grupo \"{n}\""},
    {"group-created", "es", "{a} creaste el grupo \"{n}\""},
    {"group-created", "es", "Creaste el grupo \"{n}\""},
    {"group-created", "es", "{a} creó este grupo"},
    {"group-created", "fr", "{a} a créé le groupe \"{n}\""},
    {"group-created", "fr", "{a} avez créé le groupe \"{n}\""},
    {"group-created", "fr", "{a} a créé ce groupe"},
    {"group-created", "it", "{a} ha creato il gruppo \"{n}\""},
    {"group-created", "it", "{a} hai creato il gruppo \"{n}\""},
    {"group-created", "it", "Hai creato il gruppo \"{n}\""},
    {"group-created", "pt", "{a} criou o grupo \"{n}\""},
    {"group-created", "pt", "{a} criou este grupo"},
    {"group-created", "nl", "{a} heeft de groep \"{n}\" gemaakt"},
    {"group-created", "nl", "{a} heeft groep \"{n}\" gemaakt"},
    {"group-created", "nl", "{a} hebt groep \"{n}\" gemaakt"},
    {"group-created", "pl", "{a} utworzył grupę \"{n}\""},
    {"group-created", "pl", "{a} utworzył(a) grupę \"{n}\""},
    {"group-created", "pl", "{a} utworzyła grupę \"{n}\""},
    {"group-created", "ro", "{a} a creat grupul \"{n}\""},
    {"group-created", "ro", "{a} ai creat grupul \"{n}\""},
    {"group-created", "sq", "{a} krijoi grupin \"{n}\""},
    {"group-created", "ru", "{a} создал(-а) группу \"{n}\""},
    {"group-created", "ru", "{a} создал(а) группу \"{n}\""},
    {"group-created", "ru", "{a} создали группу \"{n}\""},
    {"group-created", "uk", "{a} створив(-ла) групу \"{n}\""},
    {"group-created", "tr", "{a} \"{n}\" grubunu oluşturdu"},
    {"group-created", "ar", "أنشأ {a} المجموعة \"{n}\""},
    {"group-created", "ar", "قام {a} بإنشاء المجموعة \"{n}\""},
    {"group-created", "ar", "قام {a} بإنشاء هذه المجموعة"},
    {"group-created", "hi", "{a} ने \"{n}\" ग्रुप बनाया"},
    {"group-created", "id", "{a} membuat grup \"{n}\""},
    {"group-created", "vi", "{a} đã tạo nhóm \"{n}\""},
    {"group-created", "zh", "{a}创建了群组\"{n}\""},
    {"group-created", "zh", "{a}建立了「{n}」群組"},
    {"group-created", "zh", "{a}已建立群組「{n}」"},
    {"group-created", "ja", "{a}さんがグループ「{n}」を作成しました"},
    {"group-created", "ko", "{a}님이 \"{n}\" 그룹을 만들었습니다"},
    {"group-created", "sv", "{a} skapade gruppen \"{n}\""},
    {"group-created", "el", "{a} δημιούργησε την ομάδα \"{n}\""},
    {"group-created", "cs", "{a} vytvořil(a) skupinu \"{n}\""},
    {"group-created", "hu", "{a} létrehozta a(z) \"{n}\" csoportot"},
    {"group-created", "fi", "{a} loi ryhmän \"{n}\""},
    {"group-created", "he", "{a} יצר/ה את הקבוצה \"{n}\""},
    // Subject, description, icon.
    {"subject-changed", "en", "{a} changed the subject from \"{o}\" to \"{n}\""},
    {"subject-changed", "en", "{a} changed the subject to \"{n}\""},
    {"subject-changed", "en", "{a} changed the group name from \"{o}\" to \"{n}\""},
    {"subject-changed", "en", "{a} changed the group name to \"{n}\""},
    {"subject-changed", "de", "{a} hat den Betreff von \"{o}\" zu \"{n}\" geändert"},
    {"subject-changed", "de", "{a} hat den Gruppennamen von \"{o}\" zu \"{n}\" geändert"},
    {"subject-changed", "de", "{a} hat den Betreff zu \"{n}\" geändert"},
    {"subject-changed", "es", "{a} cambió el asunto de \"{o}\" a \"{n}\""},
    {"subject-changed", "es", "{a} cambió el asunto a \"{n}\""},
    {"subject-changed", "es", "{a} cambió el nombre del grupo de \"{o}\" a \"{n}\""},
    {"subject-changed", "fr", "{a} a changé le sujet de \"{o}\" à \"{n}\""},
    {"subject-changed", "fr", "{a} a changé le sujet en \"{n}\""},
    {"subject-changed", "it", "{a} ha cambiato l'oggetto da \"{o}\" a \"{n}\""},
    {"subject-changed", "it", "{a} ha cambiato l'oggetto in \"{n}\""},
    {"subject-changed", "pt", "{a} mudou o nome do grupo de \"{o}\" para \"{n}\""},
    {"subject-changed", "pt", "{a} mudou o assunto de \"{o}\" para \"{n}\""},
    {"subject-changed", "pt", "{a} mudou o nome para \"{n}\""},
    {"subject-changed", "nl", "{a} heeft het onderwerp gewijzigd van \"{o}\" naar \"{n}\""},
    {"subject-changed", "nl", "{a} heeft het onderwerp gewijzigd in \"{n}\""},
    {"subject-changed", "pl", "{a} zmienił(a) temat z \"{o}\" na \"{n}\""},
    {"subject-changed", "pl", "{a} zmienił temat na \"{n}\""},
    {"subject-changed", "ro", "{a} a schimbat subiectul din \"{o}\" în \"{n}\""},
    {"subject-changed", "ro", "{a} a schimbat subiectul în \"{n}\""},
    {"subject-changed", "ru", "{a} изменил(-а) тему с \"{o}\" на \"{n}\""},
    {"subject-changed", "ru", "{a} изменил(-а) тему группы на \"{n}\""},
    {"subject-changed", "tr", "{a} konuyu \"{o}\" yerine \"{n}\" olarak değiştirdi"},
    {"subject-changed", "tr", "{a} konuyu \"{n}\" olarak değiştirdi"},
    {"subject-changed", "ar", "غيّر {a} الموضوع من \"{o}\" إلى \"{n}\""},
    {"subject-changed", "id", "{a} mengubah subjek dari \"{o}\" menjadi \"{n}\""},
    {"subject-changed", "vi", "{a} đã đổi chủ đề từ \"{o}\" thành \"{n}\""},
    {"subject-changed", "zh", "{a}将主题从\"{o}\"更改为\"{n}\""},
    {"description-changed", "en", "{a} changed the group description"},
    {"description-changed", "de", "{a} hat die Gruppenbeschreibung geändert"},
    {"description-changed", "es", "{a} cambió la descripción del grupo"},
    {"description-changed", "fr", "{a} a changé la description du groupe"},
    {"description-changed", "it", "{a} ha cambiato la descrizione del gruppo"},
    {"description-changed", "pt", "{a} mudou a descrição do grupo"},
    {"description-changed", "nl", "{a} heeft de groepsbeschrijving gewijzigd"},
    {"icon-changed", "en", "{a} changed this group's icon"},
    {"icon-changed", "en", "{a} deleted this group's icon"},
    {"icon-changed", "de", "{a} hat das Gruppenbild geändert"},
    {"icon-changed", "es", "{a} cambió el ícono de este grupo"},
    {"icon-changed", "es", "{a} cambió la imagen del grupo"},
    {"icon-changed", "fr", "{a} a changé l'icône de ce groupe"},
    {"icon-changed", "it", "{a} ha cambiato l'immagine del gruppo"},
    {"icon-changed", "it", "{a} ha cambiato l'icona di questo gruppo"},
    {"icon-changed", "pt", "{a} mudou a imagem deste grupo"},
    {"icon-changed", "pt", "{a} mudou a imagem do grupo"},
    {"icon-changed", "nl", "{a} heeft de groepsafbeelding gewijzigd"},
    {"icon-changed", "ru", "{a} изменил(-а) значок этой группы"},
    // Members.
    {"admin-changed", "en", "You're now an admin"},
    {"admin-changed", "en", "You're no longer an admin"},
    {"admin-changed", "en", "{b} is now an admin"},
    {"admin-changed", "de", "Du bist jetzt Admin{*}"},
    {"admin-changed", "es", "Ahora eres administrador{*}"},
    {"joined", "en", "{a} joined using this group's invite link"},
    {"joined", "en", "{a} joined using a group link{*}"},
    {"joined", "en", "{a} joined from the community"},
    {"joined", "en", "{a} joined via an invite link"},
    {"joined", "en", "{a} joined{*}"},
    {"joined", "de", "{a} ist mithilfe des Einladungslinks {*}"},
    {"joined", "de", "{a} ist der Gruppe {*} beigetreten"},
    {"joined", "de", "{a} ist über den Einladungslink {*}"},
    {"joined", "es", "{a} se unió usando el enlace de invitación{*}"},
    {"joined", "fr", "{a} a rejoint le groupe {*}"},
    {"joined", "fr", "{a} a rejoint en utilisant le lien{*}"},
    {"joined", "it", "{a} è entrato usando il link d'invito{*}"},
    {"joined", "it", "{a} si è unito{*}"},
    {"joined", "pt", "{a} entrou usando o link de convite{*}"},
    {"joined", "nl", "{a} neemt nu deel {*}"},
    {"joined", "pl", "{a} dołączył{*}"},
    {"joined", "ro", "{a} s-a alăturat{*}"},
    {"joined", "ru", "{a} присоединился(-ась){*}"},
    {"joined", "tr", "{a} bu grubun davet bağlantısını kullanarak katıldı"},
    {"joined", "tr", "{a} katıldı"},
    {"joined", "id", "{a} bergabung menggunakan tautan undangan{*}"},
    {"joined", "vi", "{a} đã tham gia{*}"},
    {"added", "en", "{a} added {b}"},
    {"added", "en", "{b} was added"},
    {"added", "en", "{b} were added"},
    {"added", "de", "{a} hat {b} hinzugefügt"},
    {"added", "de", "{a} hat dich hinzugefügt"},
    {"added", "de", "{a} hast {b} hinzugefügt"},
    {"added", "de", "{b} wurde hinzugefügt"},
    {"added", "de", "{b} wurdest hinzugefügt"},
    {"added", "es", "{a} añadió a {b}"},
    {"added", "es", "{a} te añadió"},
    {"added", "es", "{a} agregó a {b}"},
    {"added", "es", "Añadiste a {b}"},
    {"added", "fr", "{a} a ajouté {b}"},
    {"added", "fr", "{a} avez ajouté {b}"},
    {"added", "fr", "{a} vous a ajouté"},
    {"added", "it", "{a} ha aggiunto {b}"},
    {"added", "it", "{a} ti ha aggiunto"},
    {"added", "it", "Hai aggiunto {b}"},
    {"added", "pt", "{a} adicionou {b}"},
    {"added", "pt", "{b} foi adicionado(a)"},
    {"added", "nl", "{a} heeft {b} toegevoegd"},
    {"added", "nl", "{a} hebt {b} toegevoegd"},
    {"added", "nl", "{b} is toegevoegd"},
    {"added", "pl", "{a} dodał użytkownika {b}"},
    {"added", "pl", "{a} dodał(a) {b}"},
    {"added", "pl", "{a} dodał {b}"},
    {"added", "pl", "{a} dodała {b}"},
    {"added", "ro", "{a} a adăugat pe {b}"},
    {"added", "ro", "{a} l-a adăugat pe {b}"},
    {"added", "ro", "{a} a adăugat-o pe {b}"},
    {"added", "ro", "{a} te-a adăugat"},
    {"added", "sq", "{a} shtoi {b}"},
    {"added", "ru", "{a} добавил(-а) {b}"},
    {"added", "ru", "{a} добавил(а) {b}"},
    {"added", "uk", "{a} додав(-ла) {b}"},
    {"added", "tr", "{a}, {b} kişisini ekledi"},
    {"added", "tr", "{a} {b} kişisini ekledi"},
    {"added", "tr", "{a} sizi ekledi"},
    {"added", "ar", "أضاف {a} {b}"},
    {"added", "ar", "قام {a} بإضافة {b}"},
    {"added", "ar", "تمت إضافة {b}"},
    {"added", "hi", "{a} ने {b} को जोड़ा"},
    {"added", "id", "{a} menambahkan {b}"},
    {"added", "vi", "{a} đã thêm {b}"},
    {"added", "zh", "{a}添加了{b}"},
    {"added", "zh", "{a}已新增{b}"},
    {"added", "zh", "{a}新增了{b}"},
    {"added", "ja", "{a}さんが{b}さんを追加しました"},
    {"added", "ko", "{a}님이 {b}님을 추가했습니다"},
    {"added", "sv", "{a} lade till {b}"},
    {"added", "el", "{a} πρόσθεσε τον/την {b}"},
    {"added", "el", "{a} προσέθεσε {b}"},
    {"added", "cs", "{a} přidal(a) {b}"},
    {"added", "hu", "{a} hozzáadta: {b}"},
    {"added", "fi", "{a} lisäsi {b}"},
    {"added", "he", "{a} הוסיף/ה את {b}"},
    {"removed", "en", "{a} removed {b}"},
    {"removed", "en", "{b} was removed"},
    {"removed", "de", "{a} hat {b} entfernt"},
    {"removed", "de", "{a} hast {b} entfernt"},
    {"removed", "es", "{a} eliminó a {b}"},
    {"removed", "fr", "{a} a supprimé {b}"},
    {"removed", "fr", "{a} a retiré {b}"},
    {"removed", "it", "{a} ha rimosso {b}"},
    {"removed", "pt", "{a} removeu {b}"},
    {"removed", "nl", "{a} heeft {b} verwijderd"},
    {"removed", "pl", "{a} usunął {b}"},
    {"removed", "pl", "{a} usunął(-ęła) {b}"},
    {"removed", "ro", "{a} a eliminat pe {b}"},
    {"removed", "ro", "{a} l-a eliminat pe {b}"},
    {"removed", "sq", "{a} hoqi {b}"},
    {"removed", "ru", "{a} удалил(-а) {b}"},
    {"removed", "uk", "{a} видалив(-ла) {b}"},
    {"removed", "tr", "{a}, {b} kişisini çıkardı"},
    {"removed", "tr", "{a} {b} kişisini çıkardı"},
    {"removed", "ar", "أزال {a} {b}"},
    {"removed", "ar", "قام {a} بإزالة {b}"},
    {"removed", "hi", "{a} ने {b} को हटाया"},
    {"removed", "id", "{a} mengeluarkan {b}"},
    {"removed", "vi", "{a} đã xóa {b}"},
    {"removed", "zh", "{a}移除了{b}"},
    {"removed", "zh", "{a}已移除{b}"},
    {"removed", "ja", "{a}さんが{b}さんを削除しました"},
    {"removed", "ko", "{a}님이 {b}님을 내보냈습니다"},
    {"left", "en", "{a} left"},
    {"left", "de", "{a} hat die Gruppe verlassen"},
    {"left", "de", "{a} hast die Gruppe verlassen"},
    {"left", "es", "{a} salió del grupo"},
    {"left", "es", "{a} salió"},
    {"left", "es", "{a} abandonó el grupo"},
    {"left", "fr", "{a} est parti"},
    {"left", "fr", "{a} a quitté le groupe"},
    {"left", "fr", "{a} a quitté"},
    {"left", "it", "{a} ha abbandonato"},
    {"left", "it", "{a} è uscito"},
    {"left", "it", "{a} ha abbandonato il gruppo"},
    {"left", "pt", "{a} saiu"},
    {"left", "nl", "{a} heeft de groep verlaten"},
    {"left", "nl", "{a} heeft groep verlaten"},
    {"left", "pl", "{a} opuścił grupę"},
    {"left", "pl", "{a} opuścił(a) grupę"},
    {"left", "pl", "{a} opuściła grupę"},
    {"left", "pl", "{a} wyszedł"},
    {"left", "ro", "{a} a părăsit grupul"},
    {"left", "ro", "{a} a ieșit"},
    {"left", "sq", "{a} doli"},
    {"left", "sq", "{a} u largua"},
    {"left", "ru", "{a} вышел(-ла)"},
    {"left", "ru", "{a} покинул(-а) группу"},
    {"left", "ru", "{a} вышел"},
    {"left", "ru", "{a} вышла"},
    {"left", "uk", "{a} вийшов(-ла)"},
    {"left", "tr", "{a} ayrıldı"},
    {"left", "ar", "غادر {a}"},
    {"left", "ar", "غادر {a} المجموعة"},
    {"left", "hi", "{a} ने ग्रुप छोड़ा"},
    {"left", "hi", "{a} ग्रुप से बाहर {*}"},
    {"left", "id", "{a} keluar"},
    {"left", "vi", "{a} đã rời khỏi nhóm"},
    {"left", "vi", "{a} đã rời đi"},
    {"left", "zh", "{a}退出了群组"},
    {"left", "zh", "{a}离开了"},
    {"left", "zh", "{a}已退出"},
    {"left", "ja", "{a}さんが退出しました"},
    {"left", "ko", "{a}님이 나갔습니다"},
    {"left", "sv", "{a} lämnade"},
    {"left", "el", "{a} αποχώρησε"},
    {"left", "cs", "{a} opustil(a) skupinu"},
    {"left", "hu", "{a} kilépett"},
    {"left", "fi", "{a} poistui"},
    {"left", "he", "{a} עזב/ה"},
    // Settings of the chat.
    {"timer-changed", "en", "{a} turned on disappearing messages{*}"},
    {"timer-changed", "en", "{a} turned off disappearing messages{*}"},
    {"timer-changed", "en", "{a} updated the message timer{*}"},
    {"timer-changed", "en", "{a} uses a default timer for disappearing messages{*}"},
    {"timer-changed", "de", "{a} hat selbstlöschende Nachrichten {*}"},
    {"timer-changed", "de", "{a} verwendet{*}selbstlöschende Nachrichten{*}"},
    {"timer-changed", "es", "{a} activó los mensajes temporales{*}"},
    {"timer-changed", "es", "{a} desactivó los mensajes temporales{*}"},
    {"timer-changed", "fr", "{a} a activé les messages éphémères{*}"},
    {"timer-changed", "fr", "{a} a désactivé les messages éphémères{*}"},
    {"timer-changed", "it", "{a} ha attivato i messaggi effimeri{*}"},
    {"timer-changed", "pt", "{a} ativou as mensagens temporárias{*}"},
    {"timer-changed", "nl", "{a} heeft zelfwissende berichten {*}"},
    {"timer-changed", "nl", "{a} heeft verdwijnende berichten {*}"},
    {"timer-changed", "pl", "{a} włączył(a) znikające wiadomości{*}"},
    {"timer-changed", "ru", "{a} включил(-а) исчезающие сообщения{*}"},
    {"timer-changed", "tr", "{a} süreli mesajları {*}"},
    {"pinned", "en", "{a} pinned a message"},
    {"pinned", "de", "{a} hat eine Nachricht angepinnt"},
    {"pinned", "de", "{a} hat eine Nachricht fixiert"},
    {"pinned", "de", "Du hast eine Nachricht fixiert"},
    {"pinned", "de", "Du hast eine Nachricht angepinnt"},
    {"pinned", "es", "{a} fijó un mensaje"},
    {"blocked", "en", "You blocked this contact{*}"},
    {"blocked", "en", "You unblocked this contact{*}"},
    {"blocked", "de", "Du hast diesen Kontakt {*}"},
    {"blocked", "es", "Bloqueaste a este contacto{*}"},
    {"blocked", "es", "Desbloqueaste a este contacto{*}"},
    {"blocked", "fr", "Vous avez bloqué ce contact{*}"},
    {"blocked", "pt", "Você bloqueou este contato{*}"},
    {"contact", "en", "{a} is a contact"},
    {"contact", "en", "{a} is in your contacts"},
    {"contact", "de", "{a} ist in deinen Kontakten{*}"},
    {"settings-changed", "en", "{a} changed this group's settings{*}"},
    {"settings-changed", "en", "{a} changed the settings{*}"},
    {"settings-changed", "en", "{a} turned on admin approval{*}"},
    {"settings-changed", "en", "{a} turned off admin approval{*}"},
    {"business", "en", "This chat is with a business account{*}"},
    {"business", "en", "{a} is now a business account{*}"},
    {"business", "en", "This business{*}"},
    {"business", "de", "Dieser Chat ist mit einem Unternehmenskonto{*}"},
};

// Any of these anywhere in a notice says that it is about the chat's encryption.
constexpr std::string_view encryption_words[] = {"end-to-end encrypted",
                                                 "end-to-end encryption",
                                                 "Ende-zu-Ende-verschlüsselt",
                                                 "Ende-zu-Ende-Verschlüsselung",
                                                 "de extremo a extremo",
                                                 "de bout en bout",
                                                 "crittografati end-to-end",
                                                 "crittografia end-to-end",
                                                 "de ponta a ponta",
                                                 "ponta a ponta",
                                                 "end-to-end versleuteld",
                                                 "end-to-end-versleutel",
                                                 "szyfrowane metodą end-to-end",
                                                 "w pełni szyfrowane",
                                                 "szyfrowaniem",
                                                 "criptate integral",
                                                 "criptate end-to-end",
                                                 "criptare integrală",
                                                 "сквозным шифрованием",
                                                 "защищены шифрованием",
                                                 "наскрізн",
                                                 "uçtan uca şifre",
                                                 "مشفرة تمام",
                                                 "مشفّرة تمام",
                                                 "بين الطرفين",
                                                 "एंड-टू-एंड एन्क्रिप्ट",
                                                 "端到端加密",
                                                 "端對端加密",
                                                 "エンドツーエンド",
                                                 "종단 간 암호화",
                                                 "종단간 암호화",
                                                 "terenkripsi secara end-to-end",
                                                 "dienkripsi secara end-to-end",
                                                 "mã hóa đầu cuối",
                                                 "mã hoá đầu cuối",
                                                 "totalsträckskrypter",
                                                 "διατερματικ",
                                                 "κρυπτογραφημένα από άκρο",
                                                 "מוצפנות מקצה לקצה",
                                                 "koncově šifrov",
                                                 "végpontok közötti titkosítás",
                                                 "végpontig titkosít",
                                                 "رمزنگاری سرتاسر",
                                                 "اینڈ ٹو اینڈ",
                                                 "end-to-end-krypter",
                                                 "ende-til-ende",
                                                 "päästä päähän",
                                                 "fund-më-fund",
                                                 "skaj-më-skaj",
                                                 "nga fundi në fund",
                                                 "সম্পূর্ণ এনক্রিপ্ট",
                                                 "এন্ড-টু-এন্ড"};

struct CallPhrase {
  std::string_view text;
  bool video, group;
  std::string_view outcome;
};
// Longer phrases before those that they begin with.
constexpr CallPhrase call_phrases[] = {
    {"Missed group voice call", false, true, "missed"},
    {"Missed group video call", true, true, "missed"},
    {"Missed voice call", false, false, "missed"},
    {"Missed video call", true, false, "missed"},
    {"Silenced voice call", false, false, "missed"},
    {"Silenced video call", true, false, "missed"},
    {"Group voice call", false, true, ""},
    {"Group video call", true, true, ""},
    {"Voice chat", false, true, ""},
    {"Voice call", false, false, ""},
    {"Video call", true, false, ""},
    {"Verpasster Gruppen-Sprachanruf", false, true, "missed"},
    {"Verpasster Sprachanruf", false, false, "missed"},
    {"Verpasster Videoanruf", true, false, "missed"},
    {"Sprachchat", false, true, ""},
    {"Sprachanruf", false, false, ""},
    {"Videoanruf", true, false, ""},
    {"Llamada perdida de voz", false, false, "missed"},
    {"Llamada de voz perdida", false, false, "missed"},
    {"Videollamada perdida", true, false, "missed"},
    {"Llamada de voz", false, false, ""},
    {"Videollamada", true, false, ""},
    {"Appel vocal manqué", false, false, "missed"},
    {"Appel vidéo manqué", true, false, "missed"},
    {"Appel vocal", false, false, ""},
    {"Appel vidéo", true, false, ""},
    {"Chiamata vocale persa", false, false, "missed"},
    {"Videochiamata persa", true, false, "missed"},
    {"Chiamata vocale", false, false, ""},
    {"Videochiamata", true, false, ""},
    {"Ligação de voz perdida", false, false, "missed"},
    {"Chamada de voz perdida", false, false, "missed"},
    {"Ligação de vídeo perdida", true, false, "missed"},
    {"Chamada de vídeo perdida", true, false, "missed"},
    {"Videochamada perdida", true, false, "missed"},
    {"Ligação de voz", false, false, ""},
    {"Chamada de voz", false, false, ""},
    {"Ligação de vídeo", true, false, ""},
    {"Chamada de vídeo", true, false, ""},
    {"Gemiste spraakoproep", false, false, "missed"},
    {"Gemiste video-oproep", true, false, "missed"},
    {"Spraakoproep", false, false, ""},
    {"Video-oproep", true, false, ""},
    {"Nieodebrane połączenie głosowe", false, false, "missed"},
    {"Nieodebrane połączenie wideo", true, false, "missed"},
    {"Połączenie głosowe", false, false, ""},
    {"Połączenie wideo", true, false, ""},
    {"Apel vocal pierdut", false, false, "missed"},
    {"Apel vocal nepreluat", false, false, "missed"},
    {"Apel video pierdut", true, false, "missed"},
    {"Apel video nepreluat", true, false, "missed"},
    {"Apel vocal", false, false, ""},
    {"Apel video", true, false, ""},
    {"Thirrje zanore e humbur", false, false, "missed"},
    {"Video-thirrje e humbur", true, false, "missed"},
    {"Пропущенный аудиозвонок", false, false, "missed"},
    {"Пропущенный видеозвонок", true, false, "missed"},
    {"Аудиозвонок", false, false, ""},
    {"Видеозвонок", true, false, ""},
    {"Пропущений голосовий виклик", false, false, "missed"},
    {"Пропущений відеодзвінок", true, false, "missed"},
    {"Cevapsız sesli arama", false, false, "missed"},
    {"Cevapsız görüntülü arama", true, false, "missed"},
    {"Sesli arama", false, false, ""},
    {"Görüntülü arama", true, false, ""},
    {"مكالمة صوتية فائتة", false, false, "missed"},
    {"مكالمة فيديو فائتة", true, false, "missed"},
    {"مكالمة صوتية", false, false, ""},
    {"مكالمة فيديو", true, false, ""},
    {"मिस्ड वॉइस कॉल", false, false, "missed"},
    {"मिस्ड वीडियो कॉल", true, false, "missed"},
    {"Panggilan suara tak terjawab", false, false, "missed"},
    {"Panggilan video tak terjawab", true, false, "missed"},
    {"Panggilan suara", false, false, ""},
    {"Panggilan video", true, false, ""},
    {"Cuộc gọi thoại nhỡ", false, false, "missed"},
    {"Cuộc gọi video nhỡ", true, false, "missed"},
    {"Cuộc gọi thoại", false, false, ""},
    {"Cuộc gọi video", true, false, ""},
    {"未接语音通话", false, false, "missed"},
    {"未接视频通话", true, false, "missed"},
    {"未接語音通話", false, false, "missed"},
    {"未接視訊通話", true, false, "missed"},
    {"语音通话", false, false, ""},
    {"视频通话", true, false, ""},
    {"語音通話", false, false, ""},
    {"視訊通話", true, false, ""},
    {"不在着信", false, false, "missed"},
    {"音声通話", false, false, ""},
    {"ビデオ通話", true, false, ""},
    {"부재중 음성 통화", false, false, "missed"},
    {"부재중 영상 통화", true, false, "missed"},
    {"음성 통화", false, false, ""},
    {"영상 통화", true, false, ""},
    {"Missat röstsamtal", false, false, "missed"},
    {"Missat videosamtal", true, false, "missed"},
    {"Αναπάντητη φωνητική κλήση", false, false, "missed"},
    {"Αναπάντητη βιντεοκλήση", true, false, "missed"},
    {"Zmeškaný hlasový hovor", false, false, "missed"},
    {"Zmeškaný videohovor", true, false, "missed"},
};

constexpr std::string_view no_answer_words[] = {
    "No answer",    "Keine Antwort", "Sin respuesta",   "Pas de réponse", "Nessuna risposta",
    "Sem resposta", "Geen antwoord", "Brak odpowiedzi", "Fără răspuns",   "Нет ответа",
    "Cevap yok",    "Yanıt yok",     "لا يوجد رد",      "无应答",         "無人接聽"};

constexpr std::string_view deleted_notes[] = {
    "This message was deleted",
    "You deleted this message",
    "This message was deleted by admin",
    "Message deleted",
    "null",  // "null": what some Android versions write for it
    "Diese Nachricht wurde gelöscht",
    "Du hast diese Nachricht gelöscht",
    "Se eliminó este mensaje",
    "Este mensaje fue eliminado",
    "Este mensaje se eliminó",
    "Eliminaste este mensaje",
    "Ce message a été supprimé",
    "Vous avez supprimé ce message",
    "Questo messaggio è stato eliminato",
    "Hai eliminato questo messaggio",
    "Mensagem apagada",
    "Essa mensagem foi apagada",
    "Esta mensagem foi apagada",
    "Você apagou esta mensagem",
    "Eliminou esta mensagem",
    "Apagou esta mensagem",
    "Dit bericht is verwijderd",
    "Dit bericht werd verwijderd",
    "U hebt dit bericht verwijderd",
    "Je hebt dit bericht verwijderd",
    "Usunięto tę wiadomość",
    "Ta wiadomość została usunięta",
    "Ta wiadomość została usunięta przez Ciebie",
    "Ta wiadomość została skasowana",
    "Usunąłeś tę wiadomość",
    "Acest mesaj a fost șters",
    "Ai șters acest mesaj",
    "Ky mesazh u fshi",
    "Ky mesazh është fshirë",
    "E fshive këtë mesazh",
    "Данное сообщение удалено",
    "Это сообщение удалено",
    "Вы удалили данное сообщение",
    "Вы удалили это сообщение",
    "Сообщение удалено",
    "Це повідомлення видалено",
    "Ви видалили це повідомлення",
    "Bu mesaj silindi",
    "Bu mesajı sildiniz",
    "Bu mesajı siz sildiniz",
    "تم حذف هذه الرسالة",
    "حذفت هذه الرسالة",
    "لقد حذفت هذه الرسالة",
    "यह मैसेज हटा दिया गया",
    "यह मैसेज डिलीट कर दिया गया",
    "आपने यह मैसेज डिलीट किया",
    "आपने यह मैसेज हटा दिया",
    "یہ پیغام حذف کر دیا گیا",
    "آپ نے یہ پیغام حذف کر دیا",
    "Pesan ini telah dihapus",
    "Anda telah menghapus pesan ini",
    "Tin nhắn này đã bị xóa",
    "Bạn đã xóa tin nhắn này",
    "此消息已被删除",
    "这条消息已删除",
    "您删除了这条消息",
    "你删除了这条消息",
    "此訊息已刪除",
    "這則訊息已刪除",
    "您已刪除此訊息",
    "你已刪除此訊息",
    "このメッセージは削除されました",
    "このメッセージを削除しました",
    "삭제된 메시지입니다",
    "이 메시지는 삭제되었습니다",
    "이 메시지를 삭제했습니다",
    "Det här meddelandet raderades",
    "Du raderade det här meddelandet",
    "Denne besked blev slettet",
    "Denne meldingen ble slettet",
    "Tämä viesti poistettiin",
    "Poistit tämän viestin",
    "Tato zpráva byla odstraněna",
    "Tato zpráva byla smazána",
    "Ezt az üzenetet törölték",
    "Αυτό το μήνυμα διαγράφηκε",
    "Διαγράψατε αυτό το μήνυμα",
    "הודעה זו נמחקה",
    "מחקת הודעה זו",
    "این پیام حذف شد",
    "شما این پیام را حذف کردید",
    "Ова порука је избрисана",
    "Ova poruka je izbrisana",
    "Ovo sporočilo je bilo izbrisano",
    "Това съобщение беше изтрито"};

// Parts of the words for "left out" and "edited". Only compared with short lines that have the form
// of a note.
constexpr std::string_view omitted_stems[] = {"omitted",
                                              "ausgeschlossen",
                                              "weggelassen",
                                              "omitid",
                                              "absent",
                                              "omis",
                                              "manquant",
                                              "non inclus",
                                              "omess",
                                              "oculta",
                                              "oculto",
                                              "não revelado",
                                              "weggelaten",
                                              "pominięt",
                                              "omise",
                                              "excluse",
                                              "exclus",
                                              "пропущен",
                                              "без медиафайлов",
                                              "Без медиафайлов",
                                              "отсутствует",
                                              "опущен",
                                              "вилучен",
                                              "dahil edilmedi",
                                              "تم استبعاد",
                                              "غير مدرج",
                                              "مستبعد",
                                              "छोड़ा गया",
                                              "छोड़ी गई",
                                              "शामिल नहीं",
                                              "نظر انداز",
                                              "dihilangkan",
                                              "tidak disertakan",
                                              "bị bỏ qua",
                                              "đã bỏ qua",
                                              "已忽略",
                                              "忽略",
                                              "省略",
                                              "略過",
                                              "略过",
                                              "含まれていません",
                                              "除外",
                                              "제외",
                                              "생략",
                                              "utelämna",
                                              "udelad",
                                              "utelatt",
                                              "jätetty pois",
                                              "vynechán",
                                              "mellőz",
                                              "kihagyva",
                                              "παραλείφθηκε",
                                              "παραλείφθηκαν",
                                              "הושמט",
                                              "לא נכלל",
                                              "حذف شد",
                                              "izostavljen",
                                              "u la jashtë",
                                              "lënë jashtë",
                                              "i përjashtuar",
                                              "বাদ দেওয়া"};
constexpr std::string_view attached_stems[] = {
    "attached",     "angehängt",     "adjunto",   "adjunta",   "archivo adjunto",
    "joint",        "pièce jointe",  "allegat",   "anexad",    "anexo",
    "bijgevoegd",   "załączon",      "załącznik", "atașat",    "anexat",
    "bashkëngjit",  "bashkangjit",   "прикреп",   "вложен",    "файл добавлен",
    "прикріп",      "додано",        "ekli",      "eklendi",   "dosya ekli",
    "مرفق",         "إرفاق",         "संलग्न",      "منسلک",     "terlampir",
    "dilampirkan",  "đính kèm",      "附件",      "文件附件",  "檔案附件",
    "添付",         "첨부",          "bifogad",   "vedhæftet", "vedlagt",
    "liitetty",     "přilož",        "připojen",  "csatol",    "συνημμέν",
    "επισυνάφθηκε", "επισυνάπτεται", "מצורף",     "צורף",      "پیوست",
    "priložen",     "সংযুক্ত"};
constexpr std::string_view edited_stems[] = {
    "edited",    "bearbeitet", "editó",     "editad",    "modifié",    "modificat", "bewerkt",
    "edytowan",  "wiadomość została zmieniona", "editat",     "redaktuar", "измен",     "отредактир", "змінен",    "редаг",
    "düzenlen",  "تعديل",      "تحرير",     "संपादित",    "एडिट",       "ترمیم",     "diedit",
    "chỉnh sửa", "编辑",       "編輯",      "編集",      "수정",       "redigerad", "redigeret",
    "redigert",  "muokattu",   "upraven",   "szerkeszt", "επεξεργ",    "נערכה",     "ویرایش",
    "uređen",    "সম্পাদ"};

struct KindWord {
  std::string_view kind, word;
};
constexpr KindWord kind_words[] = {{"image", "image"},
                                   {"image", "imag"},
                                   {"image", "Bild"},
                                   {"image", "immagine"},
                                   {"image", "afbeelding"},
                                   {"image", "obraz"},
                                   {"image", "zdjęci"},
                                   {"image", "изображение"},
                                   {"image", "görüntü"},
                                   {"image", "resim"},
                                   {"image", "صورة"},
                                   {"image", "图片"},
                                   {"image", "圖片"},
                                   {"image", "画像"},
                                   {"image", "사진"},
                                   {"image", "이미지"},
                                   {"image", "gambar"},
                                   {"image", "hình ảnh"},
                                   {"image", "imazh"},
                                   {"image", "छवि"},
                                   {"image", "εικόνα"},
                                   {"image", "photo"},
                                   {"image", "foto"},
                                   {"image", "bild"},
                                   {"image", "תמונה"},
                                   {"video", "video"},
                                   {"video", "vídeo"},
                                   {"video", "vidéo"},
                                   {"video", "Video"},
                                   {"video", "wideo"},
                                   {"video", "видео"},
                                   {"video", "відео"},
                                   {"video", "فيديو"},
                                   {"video", "视频"},
                                   {"video", "影片"},
                                   {"video", "動画"},
                                   {"video", "동영상"},
                                   {"video", "वीडियो"},
                                   {"audio", "audio"},
                                   {"audio", "Audio"},
                                   {"audio", "аудио"},
                                   {"audio", "áudio"},
                                   {"audio", "ses"},
                                   {"audio", "dźwięk"},
                                   {"audio", "صوت"},
                                   {"audio", "音频"},
                                   {"audio", "音訊"},
                                   {"audio", "音声"},
                                   {"audio", "오디오"},
                                   {"audio", "âm thanh"},
                                   {"audio", "ऑडियो"},
                                   {"audio", "voice message"},
                                   {"sticker", "sticker"},
                                   {"sticker", "Sticker"},
                                   {"sticker", "figurinha"},
                                   {"sticker", "стикер"},
                                   {"sticker", "naklejk"},
                                   {"sticker", "ملصق"},
                                   {"sticker", "Çıkartma"},
                                   {"sticker", "çıkartma"},
                                   {"sticker", "贴纸"},
                                   {"sticker", "貼圖"},
                                   {"sticker", "ステッカー"},
                                   {"sticker", "스티커"},
                                   {"gif", "GIF"},
                                   {"document", "document"},
                                   {"document", "Dokument"},
                                   {"document", "dokument"},
                                   {"document", "documento"},
                                   {"document", "документ"},
                                   {"document", "belge"},
                                   {"document", "مستند"},
                                   {"document", "文档"},
                                   {"document", "文件"},
                                   {"document", "문서"},
                                   {"contact", "Contact card"},
                                   {"contact", "contact card"},
                                   {"contact", "Kontaktkarte"},
                                   {"contact", "tarjeta de contacto"},
                                   {"contact", "Tarjeta de contacto"},
                                   {"contact", "contatto"},
                                   {"contact", "contato"},
                                   {"contact", "contact"},
                                   {"contact", "Contact"},
                                   {"contact", "контакт"}};

constexpr std::string_view live_location_notes[] = {"Live location shared",
                                                    "live location shared",
                                                    "Live-Standort wird geteilt",
                                                    "Live-Standort geteilt",
                                                    "Ubicación en tiempo real compartida",
                                                    "Se compartió la ubicación en tiempo real",
                                                    "Localisation en direct partagée",
                                                    "Localisation en temps réel partagée",
                                                    "Posizione in tempo reale condivisa",
                                                    "Posizione attuale condivisa",
                                                    "Localização em tempo real compartilhada",
                                                    "Localização em tempo real partilhada",
                                                    "Livelocatie gedeeld",
                                                    "Live locatie gedeeld",
                                                    "Udostępniono lokalizację na żywo",
                                                    "Locație în timp real partajată",
                                                    "Locație live partajată",
                                                    "Трансляция геоданных",
                                                    "Canlı konum paylaşıldı",
                                                    "تمت مشاركة الموقع المباشر",
                                                    "लाइव लोकेशन शेयर की गई",
                                                    "Lokasi terkini dibagikan",
                                                    "Đã chia sẻ vị trí trực tiếp",
                                                    "已共享实时位置",
                                                    "已分享即時位置",
                                                    "ライブ位置情報を共有しました",
                                                    "실시간 위치를 공유했습니다"};

constexpr std::string_view poll_heads[] = {
    "POLL:",        "UMFRAGE:", "ENCUESTA:",   "SONDAGE:",        "SONDAGE :",
    "SONDAGGIO:",   "ENQUETE:", "PEILING:",    "POLL-UMFRAGE:",   "ANKIETA:",
    "SONDAJ:",      "ОПРОС:",   "ОПИТУВАННЯ:", "ANKET:",          "استطلاع:",
    "استطلاع رأي:", "पोल:",     "POLLING:",    "JAJAK PENDAPAT:", "THĂM DÒ Ý KIẾN:",
    "投票:",        "投票：",   "アンケート:", "설문조사:",       "OMRÖSTNING:",
    "AFSTEMNING:",  "SONDIM:"};

// "{n}" is the chat's name.
constexpr std::string_view file_names[] = {"WhatsApp Chat with {n}",
                                           "WhatsApp Chat - {n}",
                                           "WhatsApp chat with {n}",
                                           "WhatsApp-Chat mit {n}",
                                           "WhatsApp Chat mit {n}",
                                           "Chat de WhatsApp con {n}",
                                           "Conversación de WhatsApp con {n}",
                                           "Discussion WhatsApp avec {n}",
                                           "Chat WhatsApp con {n}",
                                           "Conversa do WhatsApp com {n}",
                                           "WhatsApp-chat met {n}",
                                           "WhatsApp Chat met {n}",
                                           "Czat WhatsApp z {n}",
                                           "Rozmowa WhatsApp z {n}",
                                           "Rozmowa na WhatsApp z {n}",
                                           "Conversație WhatsApp cu {n}",
                                           "Conversația WhatsApp cu {n}",
                                           "Chat WhatsApp cu {n}",
                                           "Bisedë WhatsApp me {n}",
                                           "Bisedë në WhatsApp me {n}",
                                           "Чат WhatsApp с контактом {n}",
                                           "Чат WhatsApp с {n}",
                                           "Чат WhatsApp з {n}",
                                           "{n} ile WhatsApp Sohbeti",
                                           "WhatsApp Sohbeti - {n}",
                                           "محادثة واتساب مع {n}",
                                           "محادثات واتساب مع {n}",
                                           "محادثة WhatsApp مع {n}",
                                           "دردشة واتساب مع {n}",
                                           "دردشة WhatsApp مع {n}",
                                           "{n} के साथ WhatsApp चैट",
                                           "WhatsApp चैट - {n}",
                                           "{n} کے ساتھ WhatsApp چیٹ",
                                           "Chat WhatsApp dengan {n}",
                                           "Đoạn chat WhatsApp với {n}",
                                           "Cuộc trò chuyện WhatsApp với {n}",
                                           "与 {n} 的 WhatsApp 聊天记录",
                                           "与{n}的 WhatsApp 聊天记录",
                                           "与{n}的WhatsApp聊天",
                                           "與 {n} 的 WhatsApp 對話",
                                           "與{n}的 WhatsApp 對話",
                                           "WhatsApp 聊天 - {n}",
                                           "WhatsApp 對話 - {n}",
                                           "{n}とのWhatsAppチャット",
                                           "{n}とのWhatsAppトーク",
                                           "WhatsAppチャット - {n}",
                                           "{n}님과의 WhatsApp 대화",
                                           "{n}님과 나눈 WhatsApp 대화",
                                           "WhatsApp 대화 - {n}",
                                           "WhatsApp-chatt med {n}",
                                           "WhatsApp-chat med {n}",
                                           "WhatsApp-samtale med {n}",
                                           "WhatsApp-keskustelu: {n}",
                                           "WhatsApp-chat - {n}",
                                           "Chat na WhatsAppu s {n}",
                                           "Chat WhatsApp s {n}",
                                           "WhatsApp-csevegés {n}",
                                           "Συνομιλία WhatsApp με {n}",
                                           "צ'אט WhatsApp עם {n}",
                                           "گفتگوی واتساپ با {n}",
                                           "WhatsApp razgovor s {n}",
                                           "Чат в WhatsApp с {n}",
                                           "{n} এর সাথে WhatsApp চ্যাট",
                                           "Signal Chat with {n}"};

constexpr std::string_view you_words[] = {
    "Me",     "You",    "you",    "Du",  "du",   "dich", "Sie",    "Tú",   "tú",     "Vos",  "te",   "Vous",
    "vous",   "Tu",     "tu",  "ti",   "Você", "você",   "Je",   "je",     "Jij",  "U",    "Ty",
    "Ciebie", "ciebie", "Tú",  "te",   "Ju",   "ju",     "Вы",   "вы",     "вас",  "Ви",   "ви",
    "вас",    "Siz",    "siz", "sizi", "Sen",  "أنت",    "أنتَ",  "आप",     "आपने",  "आपको", "آپ",
    "آپ نے",  "Anda",   "Bạn", "您",   "你",   "あなた", "나",   "회원님", "Dig",  "dig",  "Dem",
    "Sinä",   "sinut",  "Vy",  "vás",  "Ön",   "Εσείς",  "εσάς", "אתה",    "אותך", "شما"};

struct Suffix {
  std::string_view suffix, mime;
};
constexpr Suffix suffixes[] = {
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"png", "image/png"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"heic", "image/heic"},
    {"bmp", "image/bmp"},
    {"mp4", "video/mp4"},
    {"mov", "video/quicktime"},
    {"3gp", "video/3gpp"},
    {"avi", "video/x-msvideo"},
    {"mkv", "video/x-matroska"},
    {"opus", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"oga", "audio/ogg"},
    {"m4a", "audio/mp4"},
    {"mp3", "audio/mpeg"},
    {"aac", "audio/aac"},
    {"amr", "audio/amr"},
    {"wav", "audio/wav"},
    {"pdf", "application/pdf"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"txt", "text/plain"},
    {"csv", "text/csv"},
    {"htm", "text/html"},
    {"html", "text/html"},
    {"vcf", "text/vcard"},
    {"zip", "application/zip"},
    {"rar", "application/vnd.rar"},
    {"7z", "application/x-7z-compressed"},
    {"apk", "application/vnd.android.package-archive"},
    {"json", "application/json"},
    {"xml", "application/xml"},
    {"rtf", "application/rtf"}};

struct Decoded {
  char32_t code;
  std::size_t size;
};
Decoded decode(std::string_view s, std::size_t at) {
  const unsigned char lead = static_cast<unsigned char>(s[at]);
  const std::size_t size = lead < 0xC2   ? 1
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF5 ? 4
                                         : 1;
  if (size == 1 || at + size > s.size()) return {lead, 1};
  char32_t code = lead & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i)
    code = code << 6 | (static_cast<unsigned char>(s[at + i]) & 0x3F);
  return {code, size};
}
bool is_mark(char32_t c) {
  return (c >= 0x200B && c <= 0x200F && c != 0x200C && c != 0x200D) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x061C || c == 0xFEFF;
}
bool is_space(char32_t c) {
  return c == ' ' || c == '\t' || c == 0xA0 || c == 0x202F || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x3000;
}

bool contains(std::string_view s, std::string_view part) { return s.find(part) != s.npos; }

template <typename Table>
bool contains_any(std::string_view s, const Table& table) {
  return std::any_of(std::begin(table), std::end(table),
                     [&](auto part) { return contains(s, part); });
}

std::string_view strip_stop(std::string_view s) {
  while (!s.empty() && (s.back() == '.' || s.back() == ' '))
    s.remove_suffix(1);
  for (const std::string_view stop : {"。", "।", "۔"})
    if (s.size() >= stop.size() && s.substr(s.size() - stop.size()) == stop)
      s.remove_suffix(stop.size());
  return s;
}

// Matches `text` with a pattern; the names found go into `out`.
bool match(std::string_view text, std::string_view pattern, Notice* out) {
  std::size_t at = 0;
  std::string* open = nullptr;
  bool any = false;  // a placeholder waits for the literal after it
  while (true) {
    const std::size_t brace = pattern.find('{');
    const std::string_view literal = pattern.substr(0, brace);
    std::size_t found = at;
    if (brace == pattern.npos && any) {
      // The last literal must end the text.
      if (text.size() < at + literal.size() || text.substr(text.size() - literal.size()) != literal)
        return false;
      found = text.size() - literal.size();
    } else if (any) {
      // A name is at least one byte, unless anything goes.
      found = text.find(literal, at + (open ? 1 : 0));
      if (found == text.npos) return false;
    } else if (text.substr(at, literal.size()) != literal) {
      return false;
    }
    if (open) {
      if (found <= at || found - at > 400) return false;
      open->assign(text, at, found - at);
      open = nullptr;
    }
    at = found + literal.size();
    if (brace == pattern.npos) return at == text.size();
    const char name = pattern[brace + 1];
    any = true;
    if (out) {
      open = name == 'a'   ? &out->actor
             : name == 'b' ? &out->object
             : name == 'o' ? &out->old_value
             : name == 'n' ? &out->new_value
                           : nullptr;
    }
    pattern.remove_prefix(brace + 3);
  }
}

bool is_file_char(char c) {
  return c != '<' && c != '>' && c != '/' && c != '\\' && c != ':' && c != '\n' && c != '"';
}

// "00000042-PHOTO-2020-06-07.jpg": a name with a suffix of 1 to 5 letters or digits.
bool looks_like_file(std::string_view s) {
  if (s.size() < 3 || s.size() > 255) return false;
  const auto dot = s.rfind('.');
  if (dot == s.npos || dot == 0 || s.size() - dot < 2 || s.size() - dot > 6) return false;
  for (const char c : s.substr(dot + 1))
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return false;
  return std::all_of(s.begin(), s.end(), is_file_char);
}

// Names that WhatsApp itself gives to media: IMG-20210428-WA0001.jpg, 00000042-PHOTO-….jpg.
bool is_app_file_name(std::string_view s) {
  return contains(s, "-WA") || contains(s, "-PHOTO-") || contains(s, "-VIDEO-") ||
         contains(s, "-AUDIO-") || contains(s, "-STICKER-") || contains(s, "-GIF-");
}

std::string_view kind_in(std::string_view plain_text) {
  for (const KindWord& k : kind_words)
    if (contains(plain_text, k.word)) return k.kind;
  return "";
}

std::string_view kind_of_mime(std::string_view mime) {
  const auto type = mime.substr(0, mime.find('/'));
  if (mime == "image/webp") return "sticker";
  if (mime == "text/vcard") return "contact";
  if (type == "image" || type == "video" || type == "audio") return type;
  return mime.empty() ? "" : "document";
}

std::string_view after_last_space(std::string_view s) {
  const auto at = s.find_last_of(" \t");
  return at == s.npos ? s : s.substr(at + 1);
}

// The letters of the text, counted by characters above ASCII too; digits and '/' tell a note from
// other things in angle brackets.
bool is_wordy(std::string_view s) {
  return !s.empty() && s.find_first_of("0123456789/@=_\\<>{}[]|") == s.npos;
}

std::optional<std::int64_t> duration_in(std::string_view s) {
  // "5:03" or "1:02:03"
  std::int64_t total = 0;
  bool any = false;
  std::size_t i = 0;
  while (i < s.size()) {
    if (s[i] < '0' || s[i] > '9') {
      ++i;
      continue;
    }
    std::int64_t value = 0;
    std::size_t digits = 0;
    while (i < s.size() && s[i] >= '0' && s[i] <= '9' && digits < 6) {
      value = value * 10 + (s[i] - '0');
      ++i, ++digits;
    }
    if (i + 2 < s.size() && s[i] == ':' && s[i + 1] >= '0' && s[i + 1] <= '9') {
      total = (total + value) * 60;
      any = true;
      ++i;
      continue;
    }
    if (any && total > 0 && i >= 3 && s[i - digits - 1] == ':') {
      total += value;
      continue;
    }
    auto unit = s.substr(i);
    while (!unit.empty() && unit.front() == ' ')
      unit.remove_prefix(1);
    const auto is = [&](std::initializer_list<std::string_view> words) {
      return std::any_of(words.begin(), words.end(),
                         [&](auto w) { return unit.substr(0, w.size()) == w; });
    };
    if (is({"min", "Min", "мин", "хв", "dk", "dak", "分", "분", "دقيق", "मिनट", "phút", "menit",
            "m "}))
      total += value * 60, any = true;
    else if (is({"hr", "hour", "Std", "h", "ч", "год", "godz", "ora", "or", "uur", "sa", "小时",
                 "小時", "時間", "시간", "ساع", "घंट", "giờ", "jam"}))
      total += value * 3600, any = true;
    else if (is({"s", "S", "сек", "sn", "秒", "초", "ثاني", "सेकंड", "giây", "detik"}))
      total += value, any = true;
  }
  if (!any) return std::nullopt;
  return total;
}

bool parse_number(std::string_view& s, double& out) {
  const char* end = s.data() + s.size();
  const auto result = std::from_chars(s.data(), end, out, std::chars_format::fixed);
  if (result.ec != std::errc() || result.ptr == s.data()) return false;
  s.remove_prefix(static_cast<std::size_t>(result.ptr - s.data()));
  return true;
}

}  // namespace

std::string plain(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      out += c == '\t' ? ' ' : static_cast<char>(c);
      ++i;
      continue;
    }
    const Decoded d = decode(text, i);
    if (is_space(d.code)) {
      out += ' ';
    } else if (d.code == 0x201C || d.code == 0x201D || d.code == 0x201E || d.code == 0xAB ||
               d.code == 0xBB || d.code == 0x201F) {
      out += '"';
    } else if (d.code == 0x2018 || d.code == 0x2019) {
      out += '\'';
    } else if (!is_mark(d.code)) {
      out.append(text, i, d.size);
    }
    i += d.size;
  }
  const auto begin = out.find_first_not_of(" \n\r");
  if (begin == out.npos) return {};
  out.erase(out.find_last_not_of(" \n\r") + 1);
  out.erase(0, begin);
  return out;
}

std::string_view trim_marks(std::string_view text) {
  while (!text.empty()) {
    const Decoded d = decode(text, 0);
    if (!is_mark(d.code) && !is_space(d.code)) break;
    text.remove_prefix(d.size);
  }
  while (!text.empty()) {
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80 && text.size() - at < 4)
      --at;
    const Decoded d = decode(text, at);
    if (at + d.size != text.size() || (!is_mark(d.code) && !is_space(d.code))) break;
    text.remove_suffix(d.size);
  }
  return text;
}

bool begins_with_mark(std::string_view text) {
  return text.substr(0, 3) == "\u200E" || text.substr(0, 3) == "\u200F";
}

bool is_encryption_notice(std::string_view plain_text) {
  return plain_text.size() < 1200 && contains_any(plain_text, encryption_words);
}

std::optional<Notice> match_notice(std::string_view plain_text) {
  if (plain_text.empty() || plain_text.size() > 1200) return std::nullopt;
  if (is_encryption_notice(plain_text)) return Notice{"encryption", "", {}, {}, {}, {}};
  const auto text = strip_stop(plain_text);
  for (const Pattern& p : notices) {
    Notice notice{p.kind, p.language, {}, {}, {}, {}};
    if (match(text, p.text, &notice)) return notice;
    if (text.size() != plain_text.size() && contains(p.text, "{*}") &&
        match(plain_text, p.text, &notice))
      return notice;
  }
  return std::nullopt;
}

std::optional<CallNote> match_call(std::string_view text) {
  if (text.size() > 160 || contains(text, "\n")) return std::nullopt;
  for (const CallPhrase& p : call_phrases) {
    if (text.substr(0, p.text.size()) != p.text) continue;
    const auto rest = strip_stop(text.substr(p.text.size()));
    // "Voice call, 5 min", "Missed voice call at 10:00", "Voice call. 5 min"; not "Voice callers".
    if (!rest.empty() && rest[0] != ',' && rest[0] != '.' && rest[0] != ' ' && rest[0] != ':' &&
        static_cast<unsigned char>(rest[0]) < 0x80)
      return std::nullopt;
    CallNote note{p.video, p.group, p.outcome, std::nullopt, rest.empty()};
    if (note.outcome.empty()) {
      note.seconds = duration_in(rest);
      if (note.seconds)
        note.outcome = "answered";
      else if (contains_any(rest, no_answer_words))
        note.outcome = "missed";
      note.whole = note.whole || note.seconds || !note.outcome.empty();
    }
    return note;
  }
  return std::nullopt;
}

bool is_deleted_note(std::string_view plain_text) {
  if (plain_text.size() > 200) return false;
  const auto text = strip_stop(plain_text);
  // By somebody else: "This message was deleted by admin Ana".
  if (text.starts_with("This message was deleted by admin ") || (text.starts_with("Diese Nachricht wurde von Admin ") && text.ends_with(" gelöscht"))) return true;
  return std::find(std::begin(deleted_notes), std::end(deleted_notes), text) !=
         std::end(deleted_notes);
}

std::optional<MediaNote> match_media(std::string_view body) {
  const bool marked = begins_with_mark(body);
  const std::size_t line_end = std::min(body.find('\n'), body.size());
  const std::string_view first = trim_marks(body.substr(0, line_end));
  const auto rest_after = [&](std::size_t at) {
    return at < body.size() ? trim_marks(body.substr(at + 1)) : std::string_view{};
  };

  // "… <attached: FILE>": the last thing in the body.
  const std::string_view whole = trim_marks(body);
  if (!whole.empty() && whole.back() == '>') {
    const auto open = whole.rfind('<');
    if (open != whole.npos) {
      const std::string_view inside = whole.substr(open + 1, whole.size() - open - 2);
      std::size_t colon = inside.find(':');
      std::size_t colon_size = 1;
      if (colon == inside.npos) {
        colon = inside.find("：");
        colon_size = 3;
      }
      if (colon != inside.npos) {
        const auto file = trim_marks(inside.substr(colon + colon_size));
        if (looks_like_file(file) && is_wordy(inside.substr(0, colon)) && colon < 60) {
          MediaNote note{
              true, kind_of_mime(mime_of(file)), std::string(file), whole.substr(open), {}};
          note.caption = trim_marks(whole.substr(0, open));
          return note;
        }
      }
      // "FILE <attached>"
      const auto file = trim_marks(first.substr(0, first.rfind('<')));
      if (whole.size() == first.size() && open > 0 && looks_like_file(file) &&
          (is_app_file_name(file) || contains_any(plain(inside), attached_stems)))
        return MediaNote{true, kind_of_mime(mime_of(file)), std::string(file), first, {}};
      if (open == 0 && whole.size() < 90 && is_wordy(inside)) {
        const std::string words = plain(inside);
        if (contains_any(words, omitted_stems) || contains(words, "Media") ||
            contains(words, "media"))
          return MediaNote{false, kind_in(words), {}, whole, {}};
      }
    }
  }
  // "<Media omitted>", with the caption or the document's name in the next line.
  if (first.size() > 2 && first.front() == '<' && first.back() == '>' && first.size() < 90) {
    const std::string words = plain(first.substr(1, first.size() - 2));
    if (is_wordy(words) && contains_any(words, omitted_stems)) {
      MediaNote note{false, kind_in(words), {}, first, rest_after(line_end)};
      if (looks_like_file(note.caption) && after_last_space(note.caption).size() > 2) {
        note.file = std::string(note.caption);
        note.caption = {};
        note.kind = kind_of_mime(mime_of(note.file));
      }
      return note;
    }
  }
  // "FILE (file attached)", the caption below.
  if (first.size() > 4 && first.back() == ')') {
    const auto open = first.rfind(" (");
    if (open != first.npos) {
      const auto file = trim_marks(first.substr(0, open));
      const std::string words = plain(first.substr(open + 2, first.size() - open - 3));
      if (looks_like_file(file) && is_wordy(words) && words.size() < 80 &&
          (marked || is_app_file_name(file) || contains_any(words, attached_stems)))
        return MediaNote{true, kind_of_mime(mime_of(file)), std::string(file), first,
                         rest_after(line_end)};
    }
  }
  // "image omitted", "Report.pdf • 3 pages document omitted": written by iPhones, with a mark; the
  // caption may come before it.
  const std::string words = plain(first);
  if (words.size() < 60 && is_wordy(words) && contains_any(words, omitted_stems) &&
      !kind_in(words).empty() && std::count(words.begin(), words.end(), ' ') <= 4 &&
      words.find_first_of(".,!?;:()") == words.npos)
    return MediaNote{false, kind_in(words), {}, first, rest_after(line_end)};
  const auto mark = whole.rfind("\u200E");
  if (mark != whole.npos && mark > 0 && whole.size() - mark < 80) {
    const std::string tail = plain(whole.substr(mark));
    if (is_wordy(tail) && contains_any(tail, omitted_stems) && !kind_in(tail).empty()) {
      MediaNote note{
          false, kind_in(tail), {}, whole.substr(mark), trim_marks(whole.substr(0, mark))};
      const auto bullet = note.caption.find(" • ");
      if (bullet != note.caption.npos && looks_like_file(note.caption.substr(0, bullet))) {
        note.file = std::string(note.caption.substr(0, bullet));
        note.note = whole;
        note.caption = {};
      }
      return note;
    }
  }
  return std::nullopt;
}

std::string_view cut_edited_mark(std::string_view& body) {
  const auto text = trim_marks(body);
  if (text.empty() || text.back() != '>') return {};
  const auto open = text.rfind('<');
  if (open == text.npos || text.size() - open > 120) return {};
  const std::string_view mark = text.substr(open);
  const std::string words = plain(mark.substr(1, mark.size() - 2));
  if (!is_wordy(words) || !contains_any(words, edited_stems)) return {};
  body = body.substr(0, static_cast<std::size_t>(text.data() + open - body.data()));
  while (!body.empty()) {
    if (body.back() == ' ' || body.back() == '\n')
      body.remove_suffix(1);
    else if (body.size() >= 3 && is_mark(decode(body, body.size() - 3).code))
      body.remove_suffix(3);
    else
      break;
  }
  return mark;
}

bool is_live_location(std::string_view plain_text) {
  if (plain_text.size() > 200) return false;
  return std::find(std::begin(live_location_notes), std::end(live_location_notes),
                   strip_stop(plain_text)) != std::end(live_location_notes);
}

std::optional<Coordinates> location_in(std::string_view body) {
  if (body.size() > 4096) return std::nullopt;
  for (const std::string_view host :
       {"maps.google.", "www.google.", "google.com/maps", "maps.apple.com", "maps.app.goo.gl"}) {
    const auto at = body.find(host);
    if (at == body.npos) continue;
    const auto url = body.substr(at, body.find_first_of(" \n\t>", at) - at);
    for (const std::string_view key :
         {"?q=", "&q=", "?ll=", "&ll=", "?query=", "&query=", "/@", "?daddr=", "/place/"}) {
      const auto value = url.find(key);
      if (value == url.npos) continue;
      auto s = url.substr(value + key.size());
      if (s.substr(0, 4) == "loc:") s.remove_prefix(4);
      Coordinates c{};
      if (!parse_number(s, c.latitude)) continue;
      if (s.substr(0, 3) == "%2C" || s.substr(0, 3) == "%2c")
        s.remove_prefix(3);
      else if (!s.empty() && s[0] == ',')
        s.remove_prefix(1);
      else
        continue;
      if (!s.empty() && (s[0] == '+' || s[0] == ' ')) s.remove_prefix(1);
      if (!parse_number(s, c.longitude)) continue;
      if (std::abs(c.latitude) <= 90 && std::abs(c.longitude) <= 180) return c;
    }
  }
  return std::nullopt;
}

bool is_poll(std::string_view body) {
  const std::string first = plain(body.substr(0, std::min<std::size_t>(body.find('\n'), 64)));
  return std::find(std::begin(poll_heads), std::end(poll_heads), first) != std::end(poll_heads) &&
         body.find('\n') != body.npos;
}

namespace {

// The name of an export without its suffix, in two: what comes before " (2)", and that.
std::pair<std::string, std::string> name_and_copy(std::string_view file_name) {
  std::string name = plain(file_name.substr(0, 400)), copy;
  for (const std::string_view suffix : {".txt", ".TXT", ".zip", ".ZIP"})
    if (name.size() > suffix.size() && name.ends_with(suffix))
      name.resize(name.size() - suffix.size());
  const auto open = name.rfind(" (");
  if (open != name.npos && name.back() == ')' && name.size() - open <= 6 &&
      name.find_first_not_of("0123456789", open + 2) == name.size() - 1) {
    copy = name.substr(open);
    name.resize(open);
  }
  return {std::move(name), std::move(copy)};
}

}  // namespace

std::string copy_in_file_name(std::string_view file_name) { return name_and_copy(file_name).second; }

std::optional<std::string> title_in_file_name(std::string_view file_name) {
  const std::string name = name_and_copy(file_name).first;
  for (const std::string_view pattern : file_names) {
    Notice found;
    if (match(name, pattern, &found)) return std::string(trim_marks(found.new_value));
  }
  return std::nullopt;
}

bool is_you(std::string_view name) {
  return std::find(std::begin(you_words), std::end(you_words), name) != std::end(you_words);
}

std::string_view mime_of(std::string_view file_name) {
  const auto dot = file_name.rfind('.');
  if (dot == file_name.npos || file_name.size() - dot > 6) return "";
  std::string suffix(file_name.substr(dot + 1));
  for (char& c : suffix)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  for (const Suffix& s : suffixes)
    if (s.suffix == suffix) return s.mime;
  return "";
}

}  // namespace clew::readers::whatsapp
