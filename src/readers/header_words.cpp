#include "readers/header_words.h"

#include <unordered_map>

namespace clew::readers {
namespace {

using model::TimeKind;
using R = ColumnRole;

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

const std::unordered_map<std::string_view, KnownHeader>& headers_by_name() {
  static const auto table = [] {
    std::unordered_map<std::string_view, KnownHeader> t;
    for (const auto& entry : header_words) {
      std::string_view rest = entry.words;
      while (!rest.empty()) {
        const std::size_t bar = rest.find('|');
        t.emplace(rest.substr(0, bar), KnownHeader{entry.role, entry.kind});
        rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
      }
    }
    return t;
  }();
  return table;
}

}  // namespace

const KnownHeader* known_header(std::string_view folded) {
  const auto& table = headers_by_name();
  const auto found = table.find(folded);
  return found == table.end() ? nullptr : &found->second;
}

}  // namespace clew::readers
