#include "readers/columns.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <unordered_map>

namespace clew::readers {
namespace {

using model::TimeKind;
using R = ColumnRole;

bool digit(char c) { return c >= '0' && c <= '9'; }

struct RoleWord {
  ColumnRole role;
  std::string_view word;
};
constexpr RoleWord role_words[] = {
    {R::extra, "extra"},
    {R::ignore, "ignore"},
    {R::id, "id"},
    {R::service, "service"},
    {R::event_type, "event-type"},
    {R::direction, "direction"},
    {R::from_me, "from-me"},
    {R::status, "status"},
    {R::outcome, "outcome"},
    {R::state, "state"},
    {R::time, "time"},
    {R::date, "date"},
    {R::clock, "clock"},
    {R::zone, "zone"},
    {R::duration, "duration"},
    {R::from, "from"},
    {R::from_name, "from-name"},
    {R::to, "to"},
    {R::to_name, "to-name"},
    {R::cc, "cc"},
    {R::bcc, "bcc"},
    {R::participants, "participants"},
    {R::party, "party"},
    {R::party_name, "party-name"},
    {R::owner, "owner"},
    {R::owner_name, "owner-name"},
    {R::source_device, "source-device"},
    {R::forwarded_to, "forwarded-to"},
    {R::author, "author"},
    {R::name, "name"},
    {R::phone, "phone"},
    {R::email, "email"},
    {R::username, "username"},
    {R::uid, "uid"},
    {R::organisation, "organisation"},
    {R::note, "note"},
    {R::subject, "subject"},
    {R::text, "text"},
    {R::chat_id, "chat-id"},
    {R::chat_title, "chat-title"},
    {R::attachment, "attachment"},
    {R::mime, "mime"},
    {R::sha256, "sha256"},
    {R::size, "size"},
    {R::imei, "imei"},
    {R::imsi, "imsi"},
    {R::iccid, "iccid"},
    {R::mac, "mac"},
    {R::serial, "serial"},
    {R::vrm, "vrm"},
    {R::latitude, "latitude"},
    {R::longitude, "longitude"},
    {R::lat_lon, "lat-lon"},
    {R::easting, "easting"},
    {R::northing, "northing"},
    {R::accuracy, "accuracy"},
    {R::altitude, "altitude"},
    {R::azimuth, "azimuth"},
    {R::cell_id, "cell-id"},
    {R::place, "place"},
    {R::postcode, "postcode"},
    {R::country, "country"},
    {R::subscriber, "subscriber"},
    {R::url, "url"},
    {R::title, "title"},
    {R::app, "app"},
    {R::amount, "amount"},
    {R::currency, "currency"},
    {R::iban, "iban"},
    {R::account_number, "account-number"},
    {R::make, "make"},
    {R::model, "model"},
    {R::birthday, "birthday"},
    {R::os_version, "os-version"},
};

struct KindWord {
  TableKind kind;
  std::string_view word;
};
constexpr KindWord kind_words[] = {
    {TableKind::automatic, "automatic"},
    {TableKind::messages, "messages"},
    {TableKind::calls, "calls"},
    {TableKind::events_by_type, "events-by-type"},
    {TableKind::contacts, "contacts"},
    {TableKind::accounts, "accounts"},
    {TableKind::devices, "devices"},
    {TableKind::locations, "locations"},
    {TableKind::web, "web"},
    {TableKind::apps, "apps"},
    {TableKind::anpr, "anpr"},
    {TableKind::payments, "payments"},
    {TableKind::files, "files"},
    {TableKind::chats, "chats"},
    {TableKind::ties, "ties"},
    {TableKind::events, "events"},
};

// Header names, folded (fold_header), '|' between synonyms. Sources: the header rows of public
// exports and the field names of the UFED, AXIOM and XRY reports as their readers list them;
// translations of the plain words (de, fr, es, it, pl, ro, pt).
struct HeaderWords {
  ColumnRole role;
  TimeKind kind;
  std::string_view words;
};
constexpr HeaderWords header_words[] = {
    {R::ignore, TimeKind::other,
     "#|no|nr|row|row no|row number|index|item|line|lp|n|num|s no|sr no|"
     "sl no|item number|record|lfd nr|rang"},
    {R::id, TimeKind::other,
     "id|rec|guid|uuid|record id|recordid|message id|msg id|messageid|identifier|call "
     "id|callid|cdr id|"
     "event id|reference|ref|record number|record no|content id|rowid|call reference|transaction "
     "id|"
     "key id|stanza id|entry id|kennung|identifiant|identificador|identificativo|identyfikator"},
    {R::service, TimeKind::other,
     "service|source app|source application|application|platform|app source|messenger|network type|"
     "account type|conversation type app|dienst|anwendung|application source|servicio|aplicacion|"
     "servizio|applicazione|usluga|aplikacja|serviciu|aplicatie|servico|aplicativo"},
    {R::event_type, TimeKind::other,
     "event type|event|type|kind|call type|ct|record type|service type|usage type|eventtype|cdr "
     "type|activity "
     "type|call event|traffic type|service code|tele service|teleservice|basic service|message "
     "type|"
     "typ|art|anrufart|gesprachsart|ereignistyp|type d appel|type d evenement|tipo|tipo de "
     "llamada|tipo "
     "de evento|tipo chiamata|tipo di evento|rodzaj|rodzaj polaczenia|typ polaczenia|tip|tip "
     "apel|tip "
     "eveniment|tipul|tipo de chamada|call category|usage"},
    {R::direction, TimeKind::other,
     "direction|dir|in out|call direction|msg direction|message direction|incoming outgoing|i o|mo "
     "mt|"
     "folder|sent received|richtung|sens|direction "
     "appel|direccion|sentido|direzione|kierunek|directie|"
     "directia|direcao|call way|ordner|carpeta|cartella|traffic direction|flow"},
    {R::from_me, TimeKind::other,
     "is from me|from me|key from me|isfromme|outgoing|is outgoing|is sent|"
     "sent by me|is sender|was me|is owner"},
    {R::status, TimeKind::other,
     "status|message status|read status|state|delivery "
     "status|zustand|statut|etat|estado|stato|stan|"
     "stare|lesestatus|read|delivered|reciptype|recipient type"},
    {R::outcome, TimeKind::other,
     "outcome|call status|call result|result|answered|disposition|disconnection cause|call outcome|"
     "release cause|cause for "
     "termination|ergebnis|resultat|resultado|esito|wynik|rezultat|anrufstatus"},
    {R::state, TimeKind::other,
     "deleted|deleted state|deleted flag|is deleted|recovered|recovery method|recovery|deleted "
     "recovered|"
     "geloscht|geloscht "
     "status|supprime|efface|eliminado|borrado|eliminato|cancellato|usuniete|usuniety|"
     "sters|apagado|excluido|deleted data"},
    {R::time, TimeKind::other,
     "time|date time|datetime|timestamp|date|date and time|ts|event time|event "
     "timestamp|eventtimestamp|"
     "event date|timestamp time|timestamp date|time stamp|when|unixtime|unix time|epoch|unix "
     "timestamp|"
     "timestamp ms|time utc|date utc|utc|local time|utc time|activity time|event date time|date "
     "heure|"
     "datum|zeit|uhrzeit|datum uhrzeit|zeitstempel|datum zeit|date et "
     "heure|heure|horodatage|fecha|hora|"
     "fecha y hora|fecha hora|marca de tiempo|data|ora|data e ora|data ora|data i "
     "godzina|czas|godzina|"
     "data godzina|znacznik czasu|data si ora|moment|data hora|data e hora|hora data|carimbo de "
     "data|"
     "date time 1|time 1|date 1|logged|recorded|recorded at|time of event|gps time|fix time|seen"},
    // Statements of banks, as published exports and importers of them name their columns (UK, DE, AT, NL, BE, FR, ES, IT, PL, RO, PT).
    {R::time, TimeKind::other,
     "transaction date|booking date|posting date|processed date|date processed|value date|buchungstag|buchungsdatum|belegdatum|umsatzdatum|wertstellung|"
     "wertstellungsdatum|valutadatum|boekdatum|boekingsdatum|transactiedatum|rentedatum|datum verrichting|datum verrekening|date operation|"
     "date de l operation|date comptable|date de valeur|date valeur|fecha operacion|fecha de operacion|fecha de la operacion|fecha valor|fecha contable|"
     "data operazione|data contabile|data valuta|data registrazione|data operacji|data ksiegowania|data transakcji|data waluty|data tranzactiei|"
     "data tranzactie|data procesarii|data valutei|data movimento|data do movimento|data lancamento|data mov|data valor"},
    {R::amount, TimeKind::other,
     "umsatz in eur|umsatz eur|betrag eur|betrag in eur|buchungsbetrag|bedrag|bedrag eur|montant eur|montant de l operation|importe eur|importo eur|kwota transakcji|kwota operacji|"
     "suma tranzactiei|debit amount|credit amount|amount debit|amount credit|debito|credito|debet|dare|avere|cargo|abono|debit eur|credit eur|af|bij|obciazenia|"
     "uznania|withdrawal|withdrawals|withdrawal amt|deposit|deposits|deposit amt|inflow|outflow"},
    {R::currency, TimeKind::other, "munt|muntsoort|waehrung|buchungswahrung|divisa"},
    {R::text, TimeKind::other,
     "verwendungszweck|vorgang verwendungszweck|omschrijving|mededelingen|libelle|libelle operation|libelle de l operation|concepto|descripcion|causale|descrizione|"
     "descrizione operazione|tytulem|tytul operacji|opis operacji|opis transakcji|opis|detalii|detalii tranzactie|descriere|descricao|historico|narration|narrative|"
     "transaction description|transaction details|particulars"},
    {R::party_name, TimeKind::other,
     "beguenstigter zahlungspflichtiger|beguenstigter|auftraggeber beguenstigter|auftraggeber empfanger|beguenstigter auftraggeber|name zahlungsbeteiligter|"
     "zahlungsbeteiligter|naam tegenpartij|naam ontvanger betaler|counterparty name|counter party name|counteraccount name|merchant|merchant name|"
     "nadawca odbiorca|nazwa kontrahenta|kontrahent|dane kontrahenta"},
    {R::from_name, TimeKind::other, "payer|zahlungspflichtiger|platitor|ordonator"},
    {R::to_name, TimeKind::other, "payee|zahlungsempfanger|beneficiar|beneficiary"},
    {R::iban, TimeKind::other,
     "iban bban|iban auftragskonto|iban auftraggeberkonto|iban zahlungsbeteiligter|tegenrekening iban bban|kontonummer iban|iban kontonummer|counterparty account iban"},
    {R::account_number, TimeKind::other,
     "auftragskonto|auftraggeberkonto|rekening|rekeningnummer|tegenrekening|rekeningnummer tegenpartij|gegenkonto|counterparty account|counter account"},
    {R::time, TimeKind::sent,
     "sent|date sent|time sent|sent date|sent time|sent at|message sent date time|sent date time|"
     "message date|message time|created at sent|gesendet|gesendet am|sendezeit|envoye le|date d "
     "envoi|"
     "envoye|enviado|fecha de envio|inviato|data invio|wyslano|data wyslania|trimis la|data "
     "trimiterii|"
     "data de envio|message date time|delivery sent|submit time|sms sent time|timestamp sent"},
    {R::time, TimeKind::received,
     "received|date received|received date|time received|received at|message received date time|"
     "received date time|empfangen|empfangen am|recu le|date de reception|recibido|fecha de "
     "recepcion|"
     "ricevuto|data ricezione|odebrano|data odebrania|primit la|data de recebimento|received time"},
    {R::time, TimeKind::read,
     "date read|read date|time read|read at|read time|timestamp read|gelesen am|"
     "date de lecture|fecha de lectura|letto|message read date time"},
    {R::time, TimeKind::delivered,
     "date delivered|delivered date|time delivered|delivered at|timestamp delivered|zugestellt am|"
     "delivered time|message delivered date time"},
    {R::time, TimeKind::start,
     "start time date|start time time|check in|check in date|pickup time|pick up time|collection time|start|start time|start date|start date time|call start|call start time|call date time|call "
     "date|"
     "call time|date time of call|begin|begin time|start datetime|call start date|call start date "
     "time|"
     "seizure time|seizure dt tm|seizure date time|setup time|connect time|connection date|connection time|date of call|time of "
     "call|"
     "answer time|start timestamp|usage start|session start|beginn|startzeit|anrufbeginn|beginn "
     "datum|"
     "debut|date de debut|heure de debut|debut de l appel|date appel|heure appel|inicio|fecha de "
     "inicio|"
     "hora de inicio|fecha llamada|hora llamada|fecha inicio|hora inicio|data inizio|ora "
     "inizio|inizio|"
     "poczatek|data rozpoczecia|godzina rozpoczecia|czas rozpoczecia|inceput|data inceput|ora "
     "inceput|"
     "data apel|ora apel|data inicio|data da chamada|hora da chamada|event start|first seen|from "
     "time|"
     "local start time|start time utc|call initiated|connection start|connected date time"},
    {R::time, TimeKind::end,
     "check out|check out date|end|end time|end date|end date time|call end|call end time|end datetime|call end date|stop "
     "time|"
     "release time|disconnect time|end timestamp|session end|usage end|ende|endzeit|anrufende|ende "
     "datum|"
     "fin|date de fin|heure de fin|fecha de fin|hora de fin|fecha fin|hora fin|fine|data fine|ora "
     "fine|"
     "koniec|data zakonczenia|czas zakonczenia|sfarsit|data sfarsit|ora sfarsit|fim|data fim|hora "
     "fim|"
     "last seen|to time|event end"},
    {R::time, TimeKind::created,
     "booked at|booking date|booking time|created|created date|date created|creation time|creation date|created at|created date time|"
     "erstellt|erstellt am|cree le|date de creation|creado|fecha de creacion|creato|data creazione|"
     "utworzono|data utworzenia|creat la|data crearii|criado em|date added|install "
     "date|"
     "installed|first installed|added|registered|registration date|account created"},
    {R::time, TimeKind::modified,
     "last activity|last activity date|last activity time|last activity date time|modified|modified date|date modified|modification time|last modified|updated|updated "
     "at|changed|"
     "geandert|geandert am|modifie le|modificado|modificato|zmodyfikowano|modificat la|modificado "
     "em|"
     "last updated"},
    {R::time, TimeKind::deleted,
     "date deleted|deleted date|deleted at|deletion time|deleted time|"
     "geloscht am|supprime le"},
    {R::time, TimeKind::accessed,
     "last opened|last launched|last connected|last joined|accessed|last accessed|last visited|last access|visited|visit time|last visit|date "
     "visited|last "
     "used|last visited date time|last used date time|visit date|zugegriffen|besucht|dernier acces|"
     "ultimo acceso|ultimo accesso|last contacted|last time contacted|last login|login time"},
    {R::time, TimeKind::taken,
     "taken|date taken|captured|capture date|capture time|capture date time|date time "
     "original|read time anpr|captured at|sighting time|passage time"},
    {R::zone, TimeKind::other,
     "time zone|timezone|tz|utc offset|gmt offset|offset|zone|zeitzone|fuseau horaire|zona "
     "horaria|fuso "
     "orario|strefa czasowa|fus orar|fuso horario"},
    {R::duration, TimeKind::other,
     "duration|duration sec|duration s|duration seconds|duration secs|call duration|duration hh mm "
     "ss|"
     "length|dur|talk time|billsec|seconds|secs|duration ms|duration minutes|durations|elapsed|"
     "conversation time|chargeable duration|time duration|dauer|gesprachsdauer|anrufdauer|dauer "
     "s|duree|"
     "duree appel|duree de l appel|duree s|duracion|duracion llamada|duracion s|durata|durata "
     "chiamata|"
     "durata s|czas trwania|dlugosc|dlugosc polaczenia|durata apel|duracao|duracao da "
     "chamada|usage "
     "duration|duration in seconds|call length|elapsed time|set duration"},
    {R::from, TimeKind::other,
     "who|from|sender|calling|calling number|caller|a number|a party|a no|anumber|aparty|from "
     "number|number "
     "from|calling party|calling party number|calling msisdn|originating number|originator|orig "
     "number|"
     "source number|src|source|caller id|caller number|a msisdn|msisdn a|sender number|sender id|"
     "from phone|sender username|sender user name|author username|from address|sender "
     "address|origin number|originating|from id|from node id|fromnodeid|from node|calling line|cli|a "
     "subscriber|number a|sender s number|from handle|initiator|calling no|sent from|dialing "
     "number|originating address|author id|user from|from user|source msisdn|von|absender|anrufer|"
     "anrufende nummer|rufnummer a|a rufnummer|nummer a|a nummer|de|expediteur|appelant|numero "
     "appelant|"
     "emetteur|numero a|origen|remitente|llamante|numero origen|numero llamante|emisor|da|mittente|"
     "chiamante|numero chiamante|utenza chiamante|od|nadawca|dzwoniacy|numer dzwoniacy|numer a|de "
     "la|"
     "expeditor|apelant|numar apelant|numar a|remetente|chamador|numero chamador|origem|numero de "
     "origem"},
    {R::from_name, TimeKind::other,
     "from name|sender name|caller name|calling name|name from|a name|a party "
     "name|absendername|name "
     "absender|nom expediteur|nom appelant|nombre remitente|nome mittente|nazwa nadawcy|nume "
     "expeditor|"
     "sender display name|originator name"},
    {R::to, TimeKind::other,
     "to whom|to|recipient|called|called number|callee|b number|b party|b no|bnumber|bparty|to "
     "number|number to|"
     "called party|called party number|called msisdn|terminating number|destination|destination "
     "number|"
     "dest number|dst|dialed|dialed number|dialled|dialled number|dialled digits|dialed "
     "digits|recipients|"
     "b msisdn|msisdn b|recipient number|recipient id|to phone|recipient username|recipient user "
     "name|to address|recipient "
     "address|receiver|"
     "receiver number|to id|to node id|tonodeid|to node|receiver id|dialed digit number|terminating|b subscriber|number b|to handle|target "
     "address|called "
     "no|sent to|destination msisdn|user to|to user|recipient s number|an|empfanger|angerufener|"
     "angerufene nummer|rufnummer b|b rufnummer|nummer b|b nummer|gerufene "
     "nummer|a|destinataire|appele|"
     "numero appele|numero b|para|destinatario|llamado|numero destino|numero "
     "llamado|destino|receptor|"
     "chiamato|numero chiamato|utenza chiamata|do|odbiorca|numer wybierany|numer "
     "b|catre|destinatar|"
     "apelat|numar apelat|numar b|chamado|numero chamado|numero de destino|recipient s|to numbers"},
    {R::to_name, TimeKind::other,
     "to name|recipient name|callee name|called name|name to|b name|b party name|receiver name|"
     "empfangername|name empfanger|nom destinataire|nombre destinatario|nome destinatario|nazwa "
     "odbiorcy|"
     "nume destinatar|recipient display name"},
    {R::cc, TimeKind::other, "cc|cc address|copy|kopie|copie"},
    {R::bcc, TimeKind::other, "bcc|bcc address|blind copy"},
    {R::participants, TimeKind::other,
     "participants|participant|parties|members|member|chat participants|conversation "
     "participants|all "
     "participants|teilnehmer|beteiligte|participantes|partecipanti|uczestnicy|participanti|"
     "membres|"
     "miembros|membri|membros"},
    {R::party, TimeKind::other,
     "party|group sender|other party|other party number|partner|phone number other|remote party|contact number|"
     "correspondent|counterparty|counter party|other number|remote "
     "number|number|address|handle|remote "
     "jid|key remote jid|partners|correspondent number|chat partner|number dialed or "
     "received|other "
     "msisdn|phone number|phone|telephone|telephone number|tel|mobile|msisdn|mobile "
     "number|cell|cell "
     "phone|phone no|tel no|mobile "
     "no|nummer|rufnummer|telefonnummer|telefon|handynummer|gegenstelle|"
     "numero|numero de telephone|telephone mobile|correspondant|numero de telefono|telefono|movil|"
     "interlocutor|numero di telefono|cellulare|controparte|numer|numer "
     "telefonu|rozmowca|numar|numar de "
     "telefon|numero de telefone|telefone|celular|b party msisdn|destination or "
     "origin|entry|entries|eintrage|eintrag|entrees|entradas|voci|wpisy|intrari"},
    {R::party_name, TimeKind::other,
     "party name|partner name|other party name|contact name|correspondent name|name other|matched "
     "name|cached name|saved as|contact|kontakt|kontaktname|nom du contact|nombre del "
     "contacto|nombre "
     "contacto|nome contatto|nazwa kontaktu|nume contact|nome do contato|saved name|display name|"
     "anzeigename"},
    {R::owner, TimeKind::other,
     "owner|installation no|installationno|installation number|target a party number|target a party no|target a party|mobile directory number|mdn|owner number|own number|subject number|target number|target|target msisdn|subscriber "
     "number|"
     "subscriber msisdn|served msisdn|served party|device number|line|line number|my "
     "number|account "
     "number msisdn|monitored number|subject msisdn|user number|number of interest|local "
     "user|local "
     "number|eigene nummer|numero cible|numero objetivo|served number|billing number|local "
     "party|handset "
     "number|device owner|subscriber no"},
    {R::owner_name, TimeKind::other, "owner name|subject name|target name|local user name"},
    {R::forwarded_to, TimeKind::other,
     "forwarded to|forwarded number|forward number|c number|c party|redirecting number|redirected "
     "number|"
     "third party number|diverted to|call forwarding number|forwarding number|redirected "
     "to|connected "
     "number|umgeleitet an|weitergeleitet an|renvoye vers|desviado a|translated number|forwarded "
     "party|"
     "original called number|diverted number|redirecting party"},
    {R::author, TimeKind::other,
     "author|author name|written by|posted by|user|verfasser|auteur|autor|"
     "autore|username sender"},
    {R::name, TimeKind::other,
     "guest|guest name|passenger|passenger name|name|full name|contact full name|first name|last name|given name|family "
     "name|surname|forename|"
     "title name|person|nickname|nick name|subscriber name|customer name|account "
     "name|vorname|nachname|"
     "nom|prenom|nom complet|nombre|apellido|apellidos|nombre completo|nome|cognome|nome "
     "completo|imie|"
     "nazwisko|imie i nazwisko|nazwa|nume|prenume|nume complet|sobrenome|payee name"},
    {R::email, TimeKind::other,
     "email|e mail|email address|e mail address|mail|emails|email addresses|e mail adresse|adresse "
     "mail|"
     "courriel|correo|correo electronico|posta elettronica|indirizzo email|adres email|adres e "
     "mail|"
     "adresa email|endereco de email|e mail s"},
    {R::username, TimeKind::other,
     "username|user name|screen name|benutzername|nom d utilisateur|usuario|"
     "nombre de usuario|nome utente|nazwa uzytkownika|utilizator|alias"},
    {R::uid, TimeKind::other,
     "user id|uid|userid|account id|profile id|jid|whatsapp id|facebook id|"
     "instagram id|snapchat id|telegram id|contact id|benutzer id"},
    {R::organisation, TimeKind::other,
     "organisation|organization|company|firma|unternehmen|societe|entreprise|empresa|azienda|"
     "organizacja|companie|firm|employer"},
    {R::birthday, TimeKind::other,
     "birthday|birth day|date of birth|dob|d o b|birth date|birthdate|born|geburtsdatum|geburtstag|date de naissance|"
     "fecha de nacimiento|data di nascita|data urodzenia|data nasterii|data de nascimento|anniversaire|cumpleanos"},
    {R::note, TimeKind::other,
     "note|notes|comment|comments|remarks|remark|bemerkung|notiz|notizen|remarque|"
     "commentaire|notas|comentario|annotazioni|uwagi|observatii|observacoes"},
    {R::subject, TimeKind::other,
     "subject|betreff|objet|sujet|asunto|oggetto|temat|subiect|assunto"},
    {R::text, TimeKind::other,
     "search term|search query|search text|searched for|what was said|text|body|message|content|message text|message body|message content|msg|snippet|sms "
     "text|text "
     "data|message contents|contents|messages|chat text|message body text|text content|description|sms "
     "content|"
     "nachricht|inhalt|nachrichtentext|nachrichteninhalt|texte|contenu|corps|texte du "
     "message|mensaje|"
     "texto|contenido|cuerpo|texto del mensaje|testo|messaggio|contenuto|corpo|testo del "
     "messaggio|tresc|"
     "wiadomosc|tekst|tresc wiadomosci|mesaj|continut|textul mesajului|mensagem|conteudo|texto da "
     "mensagem|body text|details|transcript"},
    {R::chat_id, TimeKind::other,
     "chat id|thread id|conversation id|chat|thread|conversation|group id|chat session|session "
     "id|group|"
     "chat identifier|chat number|thread key|chat row "
     "id|gesprach|konversation|unterhaltung|discussion|"
     "conversacion|conversazione|rozmowa|conversatie|conversa|room id|channel id"},
    {R::chat_title, TimeKind::other,
     "chat name|chat title|group name|conversation name|conversation title|thread name|group title|"
     "room|channel|gruppe|gruppenname|nom du groupe|groupe|nombre del grupo|nome gruppo|nazwa "
     "grupy|nume "
     "grup|nome do grupo|chat subject|group subject"},
    {R::attachment, TimeKind::other,
     "attachment|attachments|media|file|file name|filename|media file|attachment 1|attached file|"
     "attachment filename|attachment name|media name|file path|path|full path|local "
     "path|anhang|anhange|"
     "dateiname|datei|piece jointe|pieces jointes|fichier|nom du fichier|adjunto|archivo|adjuntos|"
     "allegato|allegati|zalacznik|zalaczniki|plik|atasament|fisier|anexo|arquivo|media id|media "
     "uri"},
    {R::mime, TimeKind::other,
     "mime|mime type|content type|media type|file type|mimetype|dateityp"},
    {R::sha256, TimeKind::other, "sha256|sha 256|sha256 hash|hash sha256"},
    {R::size, TimeKind::other,
     "size|file size|size bytes|bytes|file size bytes|dateigrosse|grosse|taille|"
     "tamano|dimensione|rozmiar|dimensiune|tamanho"},
    {R::imei, TimeKind::other,
     "imei|imei number|a imei|imei a|calling imei|handset imei|device imei|served imei|imei "
     "no|subscriber "
     "imei|equipment identity|imeisv|imei sv|imei 1|originating imei|orig imei"},
    {R::imsi, TimeKind::other,
     "imsi|a imsi|imsi a|calling imsi|served imsi|subscriber imsi|imsi number|imsi "
     "no|originating imsi|orig imsi"},
    {R::iccid, TimeKind::other, "iccid|sim|sim serial|sim number|icc id|sim card number|sim id"},
    {R::mac, TimeKind::other,
     "mac|mac address|bssid|bluetooth address|bluetooth mac|wifi mac|device mac"},
    {R::serial, TimeKind::other,
     "serial|serial number|device serial|seriennummer|numero de serie|numero di "
     "serie|numer seryjny|serie"},
    {R::vrm, TimeKind::other,
     "vrm|vrn|registration|registration number|reg|reg no|number plate|plate|plate number|licence "
     "plate|"
     "license plate|vehicle registration|vehicle registration mark|index mark|kennzeichen|"
     "immatriculation|plaque|matricula|targa|numer rejestracyjny|numar inmatriculare|vehicle|reg "
     "number"},
    {R::latitude, TimeKind::other,
     "latitude|lat|y|gps latitude|cell latitude|cell lat|start latitude|first cell latitude|site "
     "latitude|latitude n s|breite|breitengrad|latitud|latitudine|szerokosc|szerokosc geograficzna|"
     "latitude wgs84|geo lat|tower latitude|mast latitude|bts latitude|a latitude|position "
     "latitude|"
     "start lat|bts lat|site lat|tower lat"},
    {R::longitude, TimeKind::other,
     "longitude|lon|long|lng|x|gps longitude|cell longitude|cell lon|cell long|start "
     "longitude|first cell "
     "longitude|site longitude|longitude e w|lange|langengrad|longitud|longitudine|dlugosc "
     "geograficzna|longitude wgs84|geo lon|tower longitude|mast longitude|bts longitude|a "
     "longitude|"
     "position longitude|start lon|start long|bts lon|bts long|site lon|site long|tower lon|tower "
     "long"},
    {R::lat_lon, TimeKind::other,
     "latitude longitude|latitude and longitude|lat lon|lat long|latlong|latlng|coordinates|coordinate|position|gps|gps "
     "coordinates|geo|location coordinates|geolocation|koordinaten|"
     "coordonnees|coordenadas|coordinate gps|wspolrzedne|coordonate"},
    {R::easting, TimeKind::other,
     "easting|eastings|osgb easting|cell easting|os easting|grid easting|start "
     "easting|site easting|e grid|bng easting|osgr easting|mast easting"},
    {R::northing, TimeKind::other,
     "northing|northings|osgb northing|cell northing|os northing|grid northing|start northing|site "
     "northing|n grid|bng northing|osgr northing|mast northing"},
    {R::accuracy, TimeKind::other,
     "accuracy|horizontal accuracy|accuracy m|gps accuracy|precision|"
     "genauigkeit|precision m|precisione|dokladnosc|precizie|hdop|radius|"
     "accuracy metres|uncertainty"},
    {R::altitude, TimeKind::other,
     "altitude|elevation|height|alt|hohe|altitud|altitudine|wysokosc"},
    {R::azimuth, TimeKind::other,
     "azimuth|bearing|cell azimuth|sector azimuth|antenna azimuth|antenna "
     "bearing|start azimuth|cell bearing|beam direction|azimut|site azimuth|sector bearing|"
     "first cell azimuth"},
    {R::cell_id, TimeKind::other,
     "cell id|cell|cellid|cell tower id|cell tower|tower id|tower|cgi|ecgi|cell identity|first "
     "cell id|"
     "start cell id|first cell|start cell|a cell|a cell id|cell site|cell site id|site "
     "id|site|bts|bts "
     "id|lac ci|cell global identity|first cell site|eci|ci|cid|originating cell|serving cell|base "
     "station|mast|mast id|enodeb|nci|funkzelle|zelle|zellen id|cellule|identifiant "
     "cellule|celda|id "
     "celda|cella|id cella|komorka|id komorki|stacja bts|celula|id celula|cgi start|start "
     "cgi|first cgi|"
     "location id cell|first cell cgi"},
    {R::place, TimeKind::other,
     "tower name|site name|cell name|location|place|address line|cell address|site address|mast "
     "address|"
     "location name|place name|camera|camera name|camera location|cell site name|cell site address|"
     "street address|full address|bts address|tower address|ort|adresse|standort|lieu|"
     "adresse cellule|lugar|direccion "
     "postal|ubicacion|luogo|indirizzo|miejsce|adres|lokalizacja|loc|"
     "locatie|adresa|local|endereco|start cell address|first cell address|camera id|street|city"},
    {R::postcode, TimeKind::other,
     "postcode|post code|zip|zip code|postal code|cell postcode|site postcode|"
     "postleitzahl|plz|code postal|codigo postal|cap|kod pocztowy|cod postal|"
     "cell site postcode|mast postcode|start cell postcode"},
    {R::country, TimeKind::other,
     "country|country code|iso country|land|pays|pais|paese|kraj|tara|mcc "
     "country|country iso"},
    {R::subscriber, TimeKind::other,
     "subscriber id|subscriberid|subscriber|subscriber ref|customer id|"
     "account ref|target id|subject id|source id|device id|subscription id"},
    {R::url, TimeKind::other,
     "url|uri|web address|link|website|webpage|visited url|page url|webseite|"
     "adresse web|sitio web|sito web|strona|adres url"},
    {R::title, TimeKind::other,
     "title|page title|titel|titre|titulo|titolo|tytul|titlu|web page title"},
    {R::app, TimeKind::other,
     "app|app name|application name|bundle id|package name|package|bundle|program|"
     "programm|application id|nombre de la aplicacion|nome applicazione"},
    {R::amount, TimeKind::other,
     "fare|price|cost|amount|value|sum|total|paid|paid in|paid out|debit|credit|money in|money out|transaction "
     "amount|"
     "betrag|montant|importe|monto|importo|kwota|suma|valor|amount gbp|amount eur"},
    {R::currency, TimeKind::other,
     "currency|ccy|wahrung|devise|moneda|valuta|waluta|moeda|currency code"},
    {R::iban, TimeKind::other,
     "iban|beneficiary iban|account iban|counterparty iban|sender iban|payer iban"},
    {R::account_number, TimeKind::other,
     "account number|account no|account|bank account|sort code account|"
     "kontonummer|konto|numero de compte|compte|cuenta|numero de "
     "cuenta|conto|numero conto|rachunek|numer rachunku|cont|conta"},
    {R::make, TimeKind::other,
     "make|manufacturer|vendor|device make|brand|hersteller|fabricant|fabricante|"
     "produttore|producent|producator"},
    {R::model, TimeKind::other,
     "model|device model|phone model|handset|device name|device|modell|modele|"
     "modelo|modello|handset model|gerat|phone type"},
    {R::os_version, TimeKind::other,
     "os|os version|operating system|firmware|android version|ios version|"
     "betriebssystem"},
};

struct Meaning {
  ColumnRole role;
  TimeKind kind;
};

const std::unordered_map<std::string_view, Meaning>& header_table() {
  static const auto table = [] {
    std::unordered_map<std::string_view, Meaning> t;
    for (const auto& entry : header_words) {
      std::string_view rest = entry.words;
      while (!rest.empty()) {
        const std::size_t bar = rest.find('|');
        t.emplace(rest.substr(0, bar), Meaning{entry.role, entry.kind});
        rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
      }
    }
    return t;
  }();
  return table;
}

// Base letter of a Latin letter with a mark (Latin-1 Supplement, Latin Extended-A and the Romanian
// comma letters); 0 for others. `c` is a code point.
char base_letter(unsigned c) {
  if (c >= 0xC0 && c <= 0xFF) {
    static constexpr char row[] = {'a', 'a', 'a', 'a', 'a', 'a', 'a', 'c', 'e', 'e', 'e',
                                   'e', 'i', 'i', 'i', 'i', 'd', 'n', 'o', 'o', 'o', 'o',
                                   'o', 0,   'o', 'u', 'u', 'u', 'u', 'y', 't', 's'};
    if (c == 0xFF) return 'y';
    return row[(c - 0xC0) % 32];
  }
  if (c >= 0x100 && c <= 0x17F) {
    if (c <= 0x105) return 'a';
    if (c <= 0x10D) return 'c';
    if (c <= 0x111) return 'd';
    if (c <= 0x11B) return 'e';
    if (c <= 0x123) return 'g';
    if (c <= 0x127) return 'h';
    if (c <= 0x131) return 'i';
    if (c <= 0x135) return 'j';
    if (c <= 0x138) return 'k';
    if (c <= 0x142) return 'l';
    if (c <= 0x14B) return 'n';
    if (c <= 0x153) return 'o';
    if (c <= 0x159) return 'r';
    if (c <= 0x161) return 's';
    if (c <= 0x167) return 't';
    if (c <= 0x173) return 'u';
    if (c <= 0x175) return 'w';
    if (c <= 0x178) return 'y';
    if (c <= 0x17E) return 'z';
    return 's';
  }
  if (c == 0x218 || c == 0x219) return 's';
  if (c == 0x21A || c == 0x21B) return 't';
  return 0;
}

// Folded words joined by single spaces. ASCII letters in lower case; marks taken off.
std::string fold(std::string_view text, bool split_camel) {
  std::string out;
  bool previous_lower = false;
  const auto space = [&] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      const bool upper = c >= 'A' && c <= 'Z';
      if (std::isalnum(c) || c == '#') {
        if (upper && previous_lower && split_camel) space();
        out += static_cast<char>(upper ? c + 32 : c);
        previous_lower = (c >= 'a' && c <= 'z');
      } else {
        space();
        previous_lower = false;
      }
      ++i;
      continue;
    }
    unsigned point = 0;
    std::size_t n = 1;
    if ((c & 0xE0) == 0xC0 && i + 1 < text.size()) {
      point = (c & 0x1Fu) << 6 | (static_cast<unsigned char>(text[i + 1]) & 0x3Fu);
      n = 2;
    } else if ((c & 0xF0) == 0xE0 && i + 2 < text.size()) {
      point = (c & 0x0Fu) << 12 | (static_cast<unsigned char>(text[i + 1]) & 0x3Fu) << 6 |
              (static_cast<unsigned char>(text[i + 2]) & 0x3Fu);
      n = 3;
    }
    if (const char base = base_letter(point)) {
      out += base;
      if (point == 0xDF) out += 's';
      previous_lower = true;
    } else if (point == 0xA0 || (point >= 0x2000 && point <= 0x206F) || point == 0xFEFF ||
               (point >= 0xA1 && point <= 0xBF)) {
      space();
      previous_lower = false;
    } else {
      out.append(text.substr(i, n));  // other scripts stay as they are
    }
    i += n;
  }
  while (!out.empty() && out.back() == ' ')
    out.pop_back();
  return out;
}

bool has_word(std::string_view folded, std::string_view w) {
  for (std::size_t at = folded.find(w); at != std::string_view::npos; at = folded.find(w, at + 1)) {
    const bool left = at == 0 || folded[at - 1] == ' ';
    const std::size_t end = at + w.size();
    if (left && (end == folded.size() || folded[end] == ' ')) return true;
  }
  return false;
}

bool one_of(std::string_view w, std::string_view list) {
  if (w.empty()) return false;
  for (std::size_t at = list.find(w); at != std::string_view::npos; at = list.find(w, at + 1)) {
    const std::size_t end = at + w.size();
    if ((at == 0 || list[at - 1] == '|') && (end == list.size() || list[end] == '|')) return true;
  }
  return false;
}

constexpr std::string_view out_words =
    "out|a out|call out|voice out|outgoing|outbound|sent|mo|moc|orig|originating|originated|dialed|dialled|dialed "
    "call|outgoing "
    "call|sent message|sms mo|mo sms|moc call|o|outgoing message|made|from me|outbox|sent "
    "items|ausgehend|"
    "gesendet|abgehend|ausgang|ausgehender anruf|sortant|envoye|emis|sortie|appel sortant|appel "
    "emis|"
    "saliente|enviado|enviada|salida|llamada saliente|realizada|uscita|in "
    "uscita|inviato|inviata|uscente|"
    "chiamata in uscita|effettuata|wychodzace|wychodzacy|wyslane|wyslana|wychodzaca|polaczenie "
    "wychodzace|iesire|trimis|trimise|efectuat|apel efectuat|efetuada|saida|chamada efetuada|de "
    "saida|"
    "mobile originated|mobile originating|a|src|send|outward";
constexpr std::string_view in_words =
    "in|a in|call in|voice in|incoming|inbound|received|recv|mt|mtc|term|terminating|terminated|missed|incoming "
    "call|received "
    "call|received message|missed call|sms mt|mt sms|mtc call|i|incoming message|to "
    "me|inbox|rejected|"
    "voicemail|eingehend|empfangen|ankommend|eingang|verpasst|eingehender "
    "anruf|entgangen|verpasster "
    "anruf|entrant|recu|entree|manque|appel entrant|appel recu|appel "
    "manque|entrante|recibido|recibida|"
    "entrada|perdida|llamada entrante|llamada perdida|in arrivo|in entrata|ricevuto|ricevuta|persa|"
    "chiamata in arrivo|chiamata persa|przychodzace|przychodzacy|odebrane|odebrana|nieodebrane|"
    "przychodzaca|polaczenie przychodzace|intrare|primit|primite|pierdut|apel primit|apel pierdut|"
    "recebida|recebido|chamada recebida|nao atendida|de entrada|mobile terminated|mobile "
    "terminating|b|"
    "receive|inward|blocked";

}  // namespace

std::string_view word(ColumnRole role) {
  for (const auto& entry : role_words)
    if (entry.role == role) return entry.word;
  return "extra";
}

std::optional<ColumnRole> column_role_from(std::string_view w) {
  for (const auto& entry : role_words)
    if (entry.word == w) return entry.role;
  return std::nullopt;
}

std::string_view word(TableKind kind) {
  for (const auto& entry : kind_words)
    if (entry.kind == kind) return entry.word;
  return "events";
}

std::optional<TableKind> table_kind_from(std::string_view w) {
  for (const auto& entry : kind_words)
    if (entry.word == w) return entry.kind;
  return std::nullopt;
}

std::string fold_header(std::string_view header) { return fold(header.substr(0, 200), true); }

namespace {

// Address books that give each number a column for its kind and one for itself: "Phone 1 - Label" (or Type), "Phone 1 - Value".
// The kind is no name, and "Value" is no sum. How a name is spoken, and what stands before it, is not the name.
std::optional<ColumnRole> of_address_book(std::string_view folded) {
  for (const std::string_view word : {"phonetic ", "yomi "})
    if (folded.starts_with(word)) return ColumnRole::extra;
  if (folded == "name prefix" || folded == "name suffix") return ColumnRole::extra;
  if (folded == "organization name" || folded == "organisation name") return ColumnRole::organisation;
  // "e mail 1 value": words, a number, one word.
  const std::size_t last = folded.rfind(' ');
  if (last == folded.npos || last == 0) return std::nullopt;
  const std::string_view what = folded.substr(last + 1), before = folded.substr(0, last);
  const std::size_t gap = before.rfind(' ');
  if (gap == before.npos || before.find_first_not_of("0123456789", gap + 1) != before.npos || gap + 1 == before.size()) return std::nullopt;
  const std::string_view of = before.substr(0, gap);
  constexpr std::string_view things[] = {"e mail", "email", "phone", "im", "website", "address", "organization", "relation", "event", "custom field"};
  if (std::find(std::begin(things), std::end(things), of) == std::end(things)) return std::nullopt;
  if (what == "value") {
    if (of == "phone") return ColumnRole::phone;
    if (of == "e mail" || of == "email") return ColumnRole::email;
    if (of == "im") return ColumnRole::username;
  }
  if (of == "organization" && what == "name") return ColumnRole::organisation;
  return ColumnRole::extra;
}

// "Sender Last Name", "Receiver Phone": of payments and parcels, whose two sides have columns of their own.
std::optional<ColumnRole> of_two_sides(std::string_view folded) {
  const std::size_t space = folded.find(' ');
  if (space == folded.npos) return std::nullopt;
  const std::string_view side = folded.substr(0, space), what = folded.substr(space + 1);
  const auto one_of_these = [](std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  const bool from = one_of_these(side, {"sender", "payer", "remitter", "originator", "from", "caller"});
  const bool to = one_of_these(side, {"receiver", "recipient", "beneficiary", "payee", "to", "callee"});
  if (!from && !to) return std::nullopt;
  if (one_of_these(what, {"first name", "last name", "full name", "surname", "given name", "family name", "forename"}))
    return from ? ColumnRole::from_name : ColumnRole::to_name;
  if (one_of_these(what, {"phone", "phone number", "mobile", "mobile number", "telephone", "telephone number", "tel", "msisdn", "phone no", "mobile no", "jid", "user id", "handle", "email", "e mail",
                           "email address", "username", "user name"}))
    return from ? ColumnRole::from : ColumnRole::to;
  return std::nullopt;
}

// Headers that hold the words of a role and say something else.
bool is_about_another(std::string_view folded) {
  const auto among = [](std::string_view word, std::string_view list) { return one_of(word, list); };
  // "Quoted Author", "Quoted Message Sent": of the message that is answered. "Has Location": whether. "Bankleitzahl Auftraggeberkonto": the bank.
  for (const std::string_view start : {"quoted ", "replied to ", "reaction ", "has ", "bankleitzahl ", "blz ", "bic ", "swift ", "lrn ", "translation of "})
    if (folded.starts_with(start)) return true;
  // "Reacted By": of a reaction. "Attachment Location", "Content Location": where a file lies. "Partner Location": where a number is registered.
  if (among(folded,
            "ring time|ringing time|ring duration|reacted by|date time reacted|attachment location|content location|file location|geocoded location|partner location|return path|cc name|"
            "bcc name|bankleitzahl|blz|bic"))
    return true;
  // Addresses and ports of the internet are no telephone numbers: "Source Port", "Destination IP Address".
  if (has_word(folded, "ip") || has_word(folded, "ipv4") || has_word(folded, "ipv6") || has_word(folded, "port")) return true;
  const std::size_t space = folded.rfind(' ');
  if (space == folded.npos) return false;
  const std::string_view last = folded.substr(space + 1), before = folded.substr(0, space);
  if (folded.ends_with("user agent")) return true;
  // "Source Database", "Source Table": where a tool found the row.
  if (before == "source" && among(last, "database|table|path|type|format|plist|log|folder|row|module|artifact")) return true;
  // "trackName", "master_metadata_album_artist_name": of what was played.
  for (const std::string_view what : {"track name", "artist name", "album name", "song name", "episode name", "show name", "episode show name", "podcast name", "trackname", "artistname", "albumname"})
    if (folded == what || (folded.size() > what.size() && folded.ends_with(what) && folded[folded.size() - what.size() - 1] == ' ')) return true;
  // "Asset Name": of a thing.
  return last == "name" && among(before, "switch|network element|circle|roaming circle|msc|asset|product|event|album|tariff|plan|playlist|folder|table|database|host|server|domain|access point");
}

}  // namespace

HeaderMeaning meaning_of(std::string_view header) {
  HeaderMeaning meaning;
  header = header.substr(0, 200);
  meaning.zone = text::zone_in_note(header);
  meaning.date_order = text::order_in_format(header);

  // Without what stands in brackets and without the zone: "Date/Time - (UTC) (MM/dd/yyyy)".
  std::string plain;
  int depth = 0;
  std::string inside;
  for (char c : header) {
    if (c == '(' || c == '[') {
      ++depth;
    } else if ((c == ')' || c == ']') && depth > 0) {
      --depth;
      inside += ' ';
    } else {
      (depth ? inside : plain) += c;
    }
  }
  std::string folded = fold_header(plain);
  const std::string hint = fold_header(inside);
  const std::string full = fold_header(header);
  if (has_word(full, "ms") || has_word(full, "milliseconds") || has_word(full, "millis"))
    meaning.duration_unit = 1000;
  else if (has_word(full, "minutes") || has_word(full, "mins") || has_word(hint, "min") ||
           has_word(hint, "m"))
    meaning.duration_unit = 60 * micros_per_second;
  const auto& table = header_table();
  const auto look_up = [&](std::string_view w) -> const Meaning* {
    const auto found = table.find(w);
    return found == table.end() ? nullptr : &found->second;
  };
  const auto take = [&](const Meaning& m, bool exact) {
    meaning.role = m.role;
    meaning.time_kind = m.kind;
    meaning.exact = exact;
    return meaning;
  };
  if (const auto role = of_address_book(full)) return take({*role, TimeKind::other}, true);
  if (const auto role = of_two_sides(full)) return take({*role, TimeKind::other}, true);
  if (is_about_another(folded)) return take({ColumnRole::extra, TimeKind::other}, true);
  // "From (Matched Name)" beside "From (Number)".
  if (has_word(hint, "name"))
    if (const auto* m = look_up(folded)) {
      if (m->role == ColumnRole::from) return take({ColumnRole::from_name, TimeKind::other}, true);
      if (m->role == ColumnRole::to) return take({ColumnRole::to_name, TimeKind::other}, true);
      if (m->role == ColumnRole::party) return take({ColumnRole::party_name, TimeKind::other}, true);
    }
  if (const auto* m = look_up(full)) return take(*m, true);
  if (const auto* m = look_up(folded)) return take(*m, true);
  if (folded.empty()) {
    if (const auto* m = look_up(hint)) return take(*m, true);
    return meaning;
  }
  // Parts of a postal address.
  for (const std::string_view word : {"street number", "street no", "house number", "house no", "building number", "flat number", "flat no", "apartment number", "unit number"})
    if (folded == word) return take({ColumnRole::extra, TimeKind::other}, true);
  // What a summary counts is nobody.
  for (const std::string_view word : {"count of ", "sum of ", "average of ", "max of ", "min of ", "number of ", "no of ", "total "})
    if (folded.starts_with(word)) return take({ColumnRole::extra, TimeKind::other}, true);
  // Zone words at the end: "Start Time UTC", "Date Time UTC 00 00".
  if (meaning.zone) {
    std::string shorter = folded;
    for (const std::string_view zone : {"utc", "gmt", "bst", "local"}) {
      const std::size_t at = shorter.rfind(zone);
      if (at != std::string::npos && at > 0 && shorter[at - 1] == ' ') shorter.resize(at - 1);
    }
    if (const auto* m = look_up(shorter)) return take(*m, true);
    folded = shorter;
  }
  // A known name with more words around it, the longest first: "Sender Phone Number (if known)",
  // "Telephone 2", "Message Body Text 1". One-word names count only at the end or the beginning.
  std::vector<std::string_view> words;
  for (std::string_view rest = folded; !rest.empty();) {
    const std::size_t space = rest.find(' ');
    words.push_back(rest.substr(0, space));
    rest = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
  }
  if (words.empty() || words.size() > 8) return meaning;  // none: nothing but zones
  // "Deleted - Contact", "Deleted - Call": the state, whatever the sheet is called.
  const bool of_a_tool = header.starts_with("Deleted - ");
  if ((words.size() == 2 || of_a_tool) && words[0] == "deleted" && words[1] != "date" && words[1] != "time")
    return take({ColumnRole::state, TimeKind::other}, true);
  for (std::size_t length = words.size() - 1; length >= 1; --length) {
    for (std::size_t k = 0; k + length <= words.size(); ++k) {
      const std::size_t start = words.size() - length - k;  // from the end
      const std::string_view part(
          words[start].data(),
          static_cast<std::size_t>(words[start + length - 1].data() +
                                   words[start + length - 1].size() - words[start].data()));
      if (length == 1 && part.size() < 4 && part != "sms" && part != "lat" && part != "lon")
        continue;
      if (const auto* m = look_up(part)) {
        if (m->role == ColumnRole::ignore || m->role == ColumnRole::id) continue;
        // "Memories Entry ID" is no entry.
        if (k > 0 && words.back() == "id" && (m->role == ColumnRole::party || m->role == ColumnRole::party_name)) continue;
        return take(*m, false);
      }
    }
  }
  return meaning;
}

std::optional<WrittenPair> pair_of_degrees(std::string_view text) {
  if (text.size() > 120) return std::nullopt;
  const auto trim = [](std::string_view s) {
    while (!s.empty() && s.front() == ' ')
      s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ')
      s.remove_suffix(1);
    return s;
  };
  if (const std::size_t colon = text.find(':'); colon != text.npos) {
    const std::string label = fold(text.substr(0, colon), false);
    if (label != "latitude longitude" && label != "lat long" && label != "lat lon" && label != "geo") return std::nullopt;
    text.remove_prefix(colon + 1);
  }
  const std::size_t comma = text.find(',');
  if (comma == text.npos || text.find(',', comma + 1) != text.npos) return std::nullopt;
  WrittenPair pair;
  constexpr std::string_view sign = "\xC2\xB1";  // ±
  for (const auto& [part, number] : {std::pair{text.substr(0, comma), &pair.latitude}, {text.substr(comma + 1), &pair.longitude}}) {
    const std::size_t at = part.find(sign);
    *number = trim(part.substr(0, at));
    if (look_at(*number) != CellLook::decimal) return std::nullopt;
    if (at == part.npos) continue;
    const auto behind = trim(part.substr(at + sign.size()));
    pair.accuracy = behind.substr(0, behind.find_first_not_of("0123456789."));
  }
  return pair;
}

std::vector<WrittenCell> cells_of(std::string_view text) {
  std::vector<WrittenCell> cells;
  if (text.size() > 8192) return cells;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(",;\r\n", at), text.size());
    std::string_view one = text.substr(at, end - at);
    at = end + 1;
    const std::size_t begin = one.find_first_not_of(" []"), last = one.find_last_not_of(" []");
    if (begin == one.npos) continue;
    one = one.substr(begin, last - begin + 1);
    std::string_view parts[5];
    std::size_t n = 0;
    for (std::string_view rest = one; n < 5; ++n) {
      const std::size_t colon = rest.find(':');
      parts[n] = rest.substr(0, colon);
      rest = colon == rest.npos ? std::string_view{} : rest.substr(colon + 1);
      if (colon == rest.npos || rest.empty()) {
        ++n;
        break;
      }
    }
    const auto degrees = [](std::string_view s) {
      return look_at(s) == CellLook::decimal && std::abs(std::strtod(std::string(s).c_str(), nullptr)) <= 180;
    };
    // Area and cell, perhaps behind the network: digits and slashes.
    if (n < 3 || parts[0].find('/') == one.npos || parts[0].find_first_not_of("0123456789/") != one.npos || !degrees(parts[1]) || !degrees(parts[2]))
      return {};
    cells.push_back({parts[0], parts[1], parts[2], n > 3 && !parts[3].starts_with('-') ? parts[3] : std::string_view{}});
  }
  return cells;
}

bool luhn_valid(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0;) {
    int d = digits[i] - '0';
    if (d < 0 || d > 9) return false;
    if (twice && (d *= 2) > 9) d -= 9;
    sum += d;
    twice = !twice;
  }
  return !digits.empty() && sum % 10 == 0;
}

CellLook look_at(std::string_view cell) {
  while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t'))
    cell.remove_prefix(1);
  while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t'))
    cell.remove_suffix(1);
  if (cell.empty()) return CellLook::empty;
  constexpr std::size_t longest_but_text = 254;  // an e-mail address
  if (cell.size() > longest_but_text) return cell.substr(0, 12).find("://") < 10 ? CellLook::url : CellLook::text;
  std::size_t digits = 0, letters = 0, spaces = 0, points = 0, signs = 0, colons = 0, at = 0,
              other = 0;
  for (char c : cell) {
    if (digit(c))
      ++digits;
    else if (c == ' ')
      ++spaces;
    else if (c == '.' || c == ',')
      ++points;
    else if (c == '+' || c == '-' || c == '(' || c == ')' || c == '/')
      ++signs;
    else if (c == ':')
      ++colons;
    else if (c == '@')
      ++at;
    else if ((static_cast<unsigned char>(c | 0x20) >= 'a' && static_cast<unsigned char>(c | 0x20) <= 'z') || static_cast<unsigned char>(c) >= 0x80)
      ++letters;
    else
      ++other;
  }
  const std::size_t n = cell.size();
  if (digits == n) {
    if (digits >= 10 && cell[0] == '0') return CellLook::phone;
    return CellLook::integer;
  }
  if (digits && digits + 1 == n && (cell[0] == '-' || cell[0] == '+')) {
    if (cell[0] == '-') return CellLook::integer;
    return digits >= 4 ? CellLook::phone : CellLook::integer;
  }
  if (points == 1 && digits + 1 + (cell[0] == '-' || cell[0] == '+') == n) return CellLook::decimal;
  if (letters == 1 && digits >= 2 && points <= 1 && other == 0 && spaces == 0 && colons == 0) {
    const std::size_t e = cell.find_first_of("Ee");
    if (e != std::string_view::npos && e + 2 < n && (cell[e + 1] == '+' || cell[e + 1] == '-') &&
        digit(cell[e + 2]) && digit(cell[0]))
      return CellLook::scientific;
  }
  if (letters == 0 && colons && digits && digits + colons + points == n && colons <= 3 && n <= 15)
    return CellLook::clock;
  if (digits >= 3 && n <= 60) {
    if (const auto written = text::parse_written_time(cell)) {
      if (written->date == text::WrittenTime::Date::none) return CellLook::clock;
      return written->has_clock ? CellLook::date_time : CellLook::date;
    }
  }
  if (letters == 0 && other == 0 && colons == 0 && at == 0 && digits >= 5 &&
      digits + spaces + signs + points == n && points == 0 && n <= 24 &&
      (cell[0] == '+' || cell[0] == '0' || cell[0] == '('))
    return CellLook::phone;
  if (cell.find("://") != std::string_view::npos && cell.find("://") < 10) return CellLook::url;
  if (at == 1 && spaces == 0 && letters && n <= 254) return CellLook::email;
  if (spaces <= 2 && n <= 40 && cell.find('\n') == std::string_view::npos) return CellLook::word;
  return CellLook::text;
}

std::string_view without_midnight(std::string_view cell) {
  for (const std::string_view end : {"00:00:00.000000", "00:00:00.000", "00:00:00", "12:00:00 AM", "0:00:00", "00:00", "0:00"})
    if (cell.size() > end.size() + 6 && cell.ends_with(end)) {
      const std::string_view day = cell.substr(0, cell.size() - end.size());
      if (day.back() == ' ' || day.back() == 'T') return day.substr(0, day.size() - 1);
    }
  return cell;
}

namespace {
bool digits_only(std::string_view s) { return !s.empty() && s.find_first_not_of("0123456789") == s.npos; }
}  // namespace

std::string compact_day(std::string_view digits) {
  if (digits.size() != 8 || !digits_only(digits)) return {};
  const auto year = digits.substr(0, 4), month = digits.substr(4, 2), day = digits.substr(6, 2);
  if (year < "1990" || year > "2049" || month < "01" || month > "12" || day < "01" || day > "31") return {};
  return std::string(year) + "-" + std::string(month) + "-" + std::string(day);
}

std::string compact_clock(std::string_view digits) {
  if ((digits.size() != 5 && digits.size() != 6) || !digits_only(digits)) return {};
  const std::string all = (digits.size() == 5 ? "0" : "") + std::string(digits);
  const std::string hour = all.substr(0, 2), minute = all.substr(2, 2), second = all.substr(4, 2);
  if (hour > "23" || minute > "59" || second > "59") return {};
  return hour + ":" + minute + ":" + second;
}

std::string short_day(std::string_view digits, text::DateOrder order) {
  if ((digits.size() != 5 && digits.size() != 6) || !digits_only(digits)) return {};
  const std::string all = (digits.size() == 5 ? "0" : "") + std::string(digits);
  const std::string part[3] = {all.substr(0, 2), all.substr(2, 2), all.substr(4, 2)};
  const std::string& year = order == text::DateOrder::ymd ? part[0] : part[2];
  const std::string& month = order == text::DateOrder::mdy ? part[0] : part[1];
  const std::string& day = order == text::DateOrder::ymd ? part[2] : order == text::DateOrder::dmy ? part[0] : part[1];
  if (year > "49" && year < "90") return {};
  const std::string spelled = compact_day((year < "50" ? "20" : "19") + year + month + day);
  const auto written = text::parse_written_time(spelled);
  return written && text::reading_of(*written, text::DateOrder::ymd) ? spelled : std::string();
}

bool says_a_day(std::string_view header) {
  const std::string folded = " " + fold_header(header) + " ";
  for (const std::string_view clock : {" time ", " zeit ", " uhrzeit ", " heure ", " hora ", " ora "})
    if (folded.find(clock) != folded.npos) return false;
  for (const std::string_view day : {"date ", "datum ", "fecha ", " data ", " dato ", " day ", " tag ", " jour ", " dia ", " dag ", "dzien "})
    if (folded.find(day) != folded.npos) return true;
  return false;
}

void ShortDays::add(std::string_view cell) {
  if (cell.empty() || others_ > 0) return;
  if ((cell.size() != 5 && cell.size() != 6) || !digits_only(cell)) {
    ++others_;
    return;
  }
  ++cells_;
  six_ += cell.size() == 6;
  if (example_.empty()) example_ = cell;
  const std::size_t number = static_cast<std::size_t>(std::stoul(std::string(cell)));
  first_.set(number / 10'000);
  last_.set(number % 100);
  for (std::size_t i = 0; i < all_.size(); ++i) {
    std::string day = short_day(cell, all_[i]);
    if (day.empty()) continue;
    ++valid_[i];
    if (!last_day_[i].empty()) {
      forward_[i] += day > last_day_[i];
      back_[i] += day < last_day_[i];
    }
    last_day_[i] = std::move(day);
  }
}

std::vector<text::DateOrder> ShortDays::orders(std::string& reason) const {
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (valid_[i] == cells_) left.push_back(i);
  reason = "the others make no days of all of them";
  const auto keep = [&](auto&& wanted, const char* why) {
    std::vector<std::size_t> kept;
    for (const std::size_t i : left)
      if (wanted(i)) kept.push_back(i);
    if (kept.empty() || kept.size() == left.size()) return;
    left = std::move(kept);
    reason = why;
  };
  if (left.size() > 1 && first_.count() <= 3 && last_.count() >= 6) keep([](std::size_t i) { return i == 0; }, "the first two figures are the same in all or nearly all of them: the year");
  if (left.size() > 1 && last_.count() <= 3 && first_.count() >= 6) keep([](std::size_t i) { return i != 0; }, "the last two figures are the same in all or nearly all of them: the year");
  if (left.size() > 1) {
    // Six different days in sequence at least.
    const auto steady = [&](std::size_t i) { return forward_[i] + back_[i] >= 5 && (forward_[i] == 0 || back_[i] == 0); };
    if (std::count_if(left.begin(), left.end(), steady) == 1 &&
        std::all_of(left.begin(), left.end(), [&](std::size_t i) { return steady(i) || (forward_[i] > 0 && back_[i] > 0); }))
      keep(steady, "in this order the rows never go back");
  }
  std::vector<text::DateOrder> out;
  for (const std::size_t i : left) out.push_back(all_[i]);
  return out;
}

void sample_cell(std::string_view cell, ColumnSample& sample) {
  ++sample.cells;
  const CellLook look = look_at(cell);
  ++sample.looks[static_cast<std::size_t>(look)];
  if (look == CellLook::empty) return;
  if (look == CellLook::date_time) sample.midnight += without_midnight(cell).size() < cell.size();
  sample.characters += cell.size();
  if ((look == CellLook::word || look == CellLook::text) && sample.distinct.size() < ColumnSample::most_distinct) {
    const std::size_t hash = std::hash<std::string_view>{}(cell);
    if (std::find(sample.distinct.begin(), sample.distinct.end(), hash) == sample.distinct.end()) sample.distinct.push_back(hash);
  }
  sample.slash += cell.find_first_of("/\\") != cell.npos;
  sample.newline += cell.find('\n') != std::string_view::npos;
  if (look == CellLook::integer) {
    if (std::int64_t value = 0; cell.size() <= 15 && std::from_chars(cell.data(), cell.data() + cell.size(), value).ec == std::errc() && value >= 0) {
      sample.falling += value < sample.last_integer;
      sample.smallest = std::min(sample.smallest, value);
      sample.largest = std::max(sample.largest, value);
      sample.last_integer = value;
    }
    sample.days += !compact_day(cell).empty();
    sample.clocks += !compact_clock(cell).empty();
    if (cell.size() < 5) ++sample.short_number;
    if (cell.size() >= 7) ++sample.long_number;
    if (cell.size() == 10 && cell[0] == '7') ++sample.uk_short;
    if (cell.size() == 1 && cell[0] >= '1' && cell[0] <= '7') ++sample.small_type;
    if (cell.size() == 15 || cell.size() == 16) {
      sample.imei += luhn_valid(cell.substr(0, 15));
      sample.imsi += cell.size() == 15;
      sample.imsi_uk += cell.size() == 15 && (cell.starts_with("234") || cell.starts_with("235") ||
                                              cell.starts_with("310") || cell.starts_with("311"));
    }
    sample.epoch_only += cell[0] == '1' && cell.size() == 13;
    // 1990 … 2040 in s, ms, us, ns.
    if (cell.size() >= 9 && cell.size() <= 19 && cell[0] != '-') {
      const double v = std::strtod(std::string(cell).c_str(), nullptr);
      std::size_t place = 0;
      for (const double unit : {1.0, 1e3, 1e6, 1e9}) {
        if (v >= 631152000.0 * unit && v <= 2208988800.0 * unit) {
          ++sample.epoch;
          ++sample.epoch_unit[place];
          break;
        }
        ++place;
      }
    }
    if (cell.size() == 5 && cell[0] >= '2' && cell[0] <= '5') ++sample.serial;
    if (cell.size() == 6 || cell.size() == 5 || cell.size() == 7) ++sample.osgb;
  } else if (look == CellLook::decimal) {
    std::string number(cell);
    std::replace(number.begin(), number.end(), ',', '.');
    const double v = std::strtod(number.c_str(), nullptr);
    const std::size_t point = number.find('.');
    const bool fine = point != std::string::npos && number.size() - point > 3;
    sample.latitude += fine && std::abs(v) <= 90;
    sample.longitude += fine && std::abs(v) <= 180;
    sample.serial += v >= 20000 && v <= 60000;
  } else if (look == CellLook::word) {
    sample.service_word += is_service_name(cell);
    sample.direction_word += direction_of(cell) != model::Direction::unknown;
    const EventType event = event_of(cell).type;
    sample.event_word += event != EventType::unknown;
    sample.no_call_word += event != EventType::unknown && event != EventType::call;
    sample.either_word += event != EventType::unknown || direction_of(cell) != model::Direction::unknown;
    sample.yes_no += yes_no_of(cell).has_value();
    sample.mac += cell.size() == 17 && (cell[2] == ':' || cell[2] == '-') && cell[5] == cell[2];
  }
}

model::Direction direction_of(std::string_view cell) {
  if (cell.empty() || cell.size() > 60) return model::Direction::unknown;
  const std::string folded = fold(cell, false);
  if (one_of(folded, out_words)) return model::Direction::out;
  if (one_of(folded, in_words)) return model::Direction::in;
  return model::Direction::unknown;
}

std::optional<bool> yes_no_of(std::string_view cell) {
  if (cell.empty() || cell.size() > 12) return std::nullopt;
  const std::string folded = fold(cell, false);
  if (one_of(folded, "yes|true|1|y|ja|oui|si|tak|da|sim|x|vero|wahr|vrai|verdadero|prawda"))
    return true;
  if (one_of(folded, "no|false|0|n|nein|non|nie|nu|nao|falso|falsch|faux|falsz")) return false;
  return std::nullopt;
}

std::string_view outcome_of(std::string_view cell) {
  if (cell.empty() || cell.size() > 80) return "";
  const std::string f = fold(cell, false);
  const auto any = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view w) { return has_word(f, w); });
  };
  if (any({"not answered", "unanswered", "no answer", "noanswer", "missed", "verpasst", "entgangen",
           "verpasster", "manque", "perdida", "perdido", "persa", "nieodebrane", "pierdut",
           "nao atendida", "nicht angenommen", "not connected", "failed", "busy"}))
    return "missed";
  if (any({"rejected", "declined", "refused", "abgelehnt", "rejete", "rechazada", "rifiutata",
           "odrzucone", "respins", "rejeitada"}))
    return "rejected";
  if (any({"voicemail", "voice mail", "mailbox"})) return "voicemail";
  if (any({"blocked", "blockiert", "bloque", "bloqueada", "bloccata"})) return "blocked";
  if (any({"answered", "established", "connected", "completed", "success", "successful", "accepted",
           "angenommen", "beantwortet", "verbunden", "repondu", "abouti", "contestada", "atendida",
           "risposta", "odebrane", "raspuns", "normal call clearing", "normal clearing"}))
    return "answered";
  return "";
}

EventMeaning event_of(std::string_view cell) {
  EventMeaning meaning;
  if (cell.empty() || cell.size() > 60) return meaning;
  const std::string f = fold(cell, false);
  const auto any = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view w) { return has_word(f, w); });
  };
  if (any({"mms", "multimedia"}))
    meaning.type = EventType::mms;
  else if (any({"sms", "smsmo", "smsmt", "text", "text message", "short message", "smo", "smt",
                "smsc", "texto"}))
    meaning.type = EventType::sms;
  else if (any({"gprs", "data", "internet", "packet", "pdp", "lte data", "umts data", "daten",
                "donnees", "datos", "dati", "dane", "dados", "web", "gprs data", "mobile data"}))
    meaning.type = EventType::data;
  else if (any({"email", "e mail"}))
    meaning.type = EventType::email;
  else if (any({"voice",     "call",         "calls",   "telephony", "moc",      "mtc",
                "voicecall", "speech",       "volte",   "vowifi",    "phone",    "telephone",
                "audio",     "video",        "anruf",   "sprache",   "gesprach", "telefonie",
                "appel",     "voix",         "llamada", "voz",       "chiamata", "voce",
                "rozmowa",   "polaczenie",   "glos",    "apel",      "chamada",  "poc",
                "facetime",  "roaming call", "cf",      "cfw",       "dialed",   "dialled"}))
    meaning.type = EventType::call;
  else if (any({"location", "gps", "position", "standort", "lieu", "ubicacion", "posizione"}))
    meaning.type = EventType::location;
  else if (any({"message", "msg", "chat", "im", "instant message", "nachricht", "mensaje",
                "messaggio", "wiadomosc", "mesaj", "mensagem", "whatsapp", "imessage",
                "app message", "appmessage"}))
    meaning.type = EventType::message;
  if (any({"forward", "forwarded", "forwarding", "cfw", "cf", "diverted", "divert", "redirected",
           "umleitung", "rufumleitung", "renvoi", "desvio"})) {
    meaning.forwarded = true;
    if (meaning.type == EventType::unknown) meaning.type = EventType::call;
  }
  if (any({"mo", "moc", "smo", "smsmo", "outgoing", "out", "sent", "originating", "originated",
           "dialed", "dialled", "ausgehend", "sortant", "saliente", "uscita", "wychodzace",
           "efectuat", "outbound"}))
    meaning.direction = model::Direction::out;
  else if (any({"mt", "mtc", "smt", "smsmt", "incoming", "in", "received", "terminating",
                "terminated", "missed", "eingehend", "entrant", "entrante", "arrivo",
                "przychodzace", "primit", "inbound", "verpasst", "rejected"}))
    meaning.direction = model::Direction::in;
  if (meaning.type == EventType::call || meaning.type == EventType::unknown) {
    meaning.outcome = outcome_of(cell);
    if (meaning.type == EventType::unknown && !meaning.outcome.empty() && has_word(f, "missed"))
      meaning.type = EventType::call;
  }
  return meaning;
}

bool is_service_name(std::string_view cell) {
  if (cell.empty() || cell.size() > 40) return false;
  return one_of(fold(cell, false),
                "whats app|whatsapp|whatsapp messenger|whatsapp business|telegram|signal|snapchat|"
                "instagram|facebook|facebook messenger|messenger|viber|imessage|sms|mms|native "
                "messages|native|text messages|kik|tiktok|discord|wechat|line|skype|threema|wickr|"
                "twitter|x|facetime|phone|telephony|email|gmail|outlook|teams|rcs|google messages|"
                "android messages|call log|apple messages|messages|grindr|tinder|zoom|imo");
}

bool is_missing(std::string_view cell) {
  constexpr std::string_view words[] = {"NA", "N/A", "n/a", "#N/A", "<NA>", "NULL", "null", "(null)", "NaN", "nan", "None"};
  return std::find(std::begin(words), std::end(words), cell) != std::end(words);
}

bool is_withheld(std::string_view cell) {
  if (cell.empty() || cell.size() > 40) return false;
  if (is_missing(cell)) return true;  // "Nan" with its capital letter is somebody's grandmother
  return one_of(
      fold(cell, false),
      "withheld|anonymous|private|private number|unknown|unknown number|unavailable|"
      "restricted|no caller id|blocked|not available|n a|na|none|null|nil|number withheld|"
      "withheld number|caller withheld|unknown caller|payphone|anonym|unbekannt|unterdruckt|"
      "unbekannte nummer|anonyme|inconnu|masque|numero prive|desconocido|oculto|numero "
      "oculto|privado|sconosciuto|anonimo|nascosto|privato|nieznany|zastrzezony|numer "
      "zastrzezony|necunoscut|numar ascuns|ascuns|desconhecido|numero privado|hidden|clir");
}

}  // namespace clew::readers
