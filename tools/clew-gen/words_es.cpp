#include "words.h"

namespace clew::gen {

const std::string_view words_es = R"([code]
es
[name]
Spanish
[first]
Álvaro|Alvaro|Alvi
Begoña|Begona|Bego
Ciro
Dolores||Lola
Esteban
Francisca||Paqui
Gonzalo||Gonza
Herminia
Íñigo|Inigo
Jacinta
Lázaro|Lazaro
Macarena||Maca
Nicolás|Nicolas|Nico
Olalla
Plácido|Placido
Rocío|Rocio
Saúl|Saul
Tomasa
Ulises
Yolanda||Yoli
[last]
Alcornocal
Bermejuela
Carrascosilla
Dehesanueva
Encinarejo
Fontanillas del Río|Fontanillas del Rio
Garrigosa
Hontanares
Juncaleja
Lagunilla Sáez|Lagunilla Saez
Montesclaros
Olmedillo
Peñarrubia Coz|Penarrubia Coz
Quejigares
Robledoso
Tomillarejo
[days]
el lunes
el martes
el miércoles
el jueves
el viernes
el sábado
el domingo
[places]
la estación
el lavadero de coches
el mercado
la panadería
la estación de autobuses
la tienda de la esquina
el parque
el taller
la biblioteca
el piso nuevo
la gasolinera
el puerto
[items]
las llaves
las cajas
las chaquetas
los guantes
los papeles
las herramientas
las bolsas
los zapatos
el cargador
las mantas
[brief]
ok
sí
no
vale
gracias
voy
luego
por qué
dónde estás
claro
llámame
ya
[greetings]
hola
buenas
buenos días
buenas noches
qué tal
hasta mañana
[say]
nos vemos a las {h}, sitio: {place}
el tren viene con retraso otra vez, llego sobre las {h}
¿puedes recogerme a las {h}? estoy cerca: {place}
trae {item} {day} al sitio de siempre
me dejé {item} en la furgoneta
¿quién tiene {item} de la casa?
el alquiler se paga {day}, son {sum}
te doy {sum} ahora y el resto {day}
todavía me debe {sum}
¿te llegaron los {sum} que te mandé?
aquí está lloviendo, coge un abrigo
hoy hace mucho frío, otra vez no va la calefacción
hay nieve en la carretera, llegaremos tarde
hace tanto calor en la cocina que no se puede respirar
el turno empieza mañana a las {h}
me cambiaron el turno, ahora es {day}
trabajo desde las {h}, no puedo hablar
el jefe dice que vengamos {n} horas antes {day}
hacen falta {n} personas más {day}
{day} no hay trabajo, quédate en casa
la furgoneta sale a las {h}, desde {place}
{day} no pasa el autobús
perdí el autobús, espérame, voy hacia {place}
hay que echar gasolina antes de salir
se pinchó una rueda, estoy donde {place}
gira a la izquierda después, verás {place}, y espera allí
¿cuántas cajas quedan?
puse {n} sacos en el pasillo
dale a {name} {item}, por favor
{name} no contesta, prueba otra vez a las {h}
dile a {name} que estoy fuera
{name} viene {day} con {n} amigos
pregúntale a {name} si hay sitio para {n} más
¿a qué hora se fue {name} a casa?
hice sopa, te he dejado un plato
compra pan y leche de camino
no queda arroz, ve a la tienda antes de las {h}
no he comido nada en todo el día
cena en casa {day}, ven a las {h}
trae {n} sillas si puedes
me queda poca batería, luego te escribo
tengo teléfono nuevo, el viejo se rompió
no llames antes de las {h}, estoy durmiendo
no funciona internet en el piso
el casero viene {day} a las {h}
la puerta está abierta, entra
la llave está debajo del felpudo, junto a {place}
ahora somos {n} en una habitación
me mudé a la habitación de arriba
la lavadora se ha roto otra vez
¿me prestas {sum}? te los devuelvo {day}
el billete cuesta {sum} solo ida
saqué el billete para {day} a las {h}
las fotos del pasaporte cuestan {sum} donde {place}
mandé los papeles {day}
la oficina estaba cerrada, vuelvo {day}
feliz cumpleaños, ven a las {h}, estamos en {place}
el pequeño está resfriado, nos quedamos en casa
el médico dice que descanse {n} días
el partido es {day}, ven a verlo con nosotros
el gato está otra vez en el tejado
estoy en {place} y no hay nadie
¿dónde aparcaste? no te veo
queda primero con {name} y luego ven a verme
gracias por lo de ayer, lo pasamos muy bien
perdona, se me olvidó, lo hago {day}
la abuela pregunta cuándo vienes a casa
[broadcast]
Furgoneta libre hoy hasta las {h}, escribid si necesitáis transporte
Pan recién hecho en el sitio de siempre hasta las {h}
Abierto otra vez desde las {h}, mismo precio que {day}
El lavadero abre hasta las {h}, dos por uno
Han llegado cajas nuevas, en {place} hasta las {h}
[newnumber]
hola, soy {name}, este es mi número nuevo, borra el viejo
número nuevo, guardadlo por favor. {name}
)";

}  // namespace clew::gen
