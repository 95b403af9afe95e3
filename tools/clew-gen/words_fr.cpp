#include "words.h"

namespace clew::gen {

const std::string_view words_fr = R"([code]
fr
[name]
French
[first]
Amélie|Amelie|Mél
Baptiste||Bat
Céleste|Celeste
Désiré|Desire
Éloïse|Eloise|Élo
Firmin
Geneviève|Genevieve|Gigi
Honoré|Honore
Isabeau
Jérôme|Jerome|Jéjé
Léopold|Leopold|Léo
Maëlle|Maelle
Noël|Noel
Odile
Prosper
Roxane||Rox
Séverin|Severin
Théodule|Theodule
Ursule
Violette||Vio
[last]
Aubépinois|Aubepinois
Bruyérand|Bruyerand
Charmoiseau
Drapeyrac
Églantier-Bas|Eglantier-Bas
Fougerelle
Genévrier|Genevrier
Houxmont
Jonquillard
Lavandinet
Mirabellois
Noisetreuil
Orangeraie
Peupleraud
Roncevert
Tilleulois
[days]
lundi
mardi
mercredi
jeudi
vendredi
samedi
dimanche
[places]
la gare
le lavage auto
le marché
la boulangerie
la gare routière
le magasin du coin
le parc
le garage
la bibliothèque
le nouvel appartement
la station-service
le port
[items]
les clés
les cartons
les vestes
les gants
les papiers
les outils
les sacs
les chaussures
le chargeur
les couvertures
[brief]
ok
oui
non
d'accord
merci
j'arrive
plus tard
pourquoi
t'es où
bien sûr
appelle-moi
ouais
[greetings]
salut
coucou
bonjour
bonsoir
ça va
bonne nuit
[say]
on se voit à {h}, rendez-vous : {place}
le train est encore en retard, j'arrive vers {h}
tu peux venir me chercher à {h} ? {place}
apporte {item} {day} s'il te plaît
j'ai oublié {item} dans la camionnette
qui a pris {item} de la maison ?
le loyer est à payer {day}, ça fait {sum}
je te donne {sum} maintenant et le reste {day}
il me doit encore {sum}
tu as reçu les {sum} que j'ai envoyés ?
il pleut ici, prends un manteau
il fait très froid aujourd'hui, le chauffage est encore en panne
il y a de la neige sur la route, on sera en retard
il fait tellement chaud dans la cuisine qu'on ne peut pas respirer
le service commence demain à {h}
ils ont déplacé mon service, c'est {day}
je travaille à partir de {h}, je ne peux pas parler
le patron dit de venir {n} heures plus tôt {day}
il nous faut {n} personnes de plus {day}
{day} il n'y a pas de travail, reste à la maison
la camionnette part à {h}, départ : {place}
le bus ne passe pas {day}
j'ai raté le bus, attends-moi, {place}
il faut faire le plein avant de partir
j'ai crevé un pneu, je suis à côté, {place}
tourne à gauche, tu verras {place}, et attends là
il reste combien de cartons ?
j'ai mis {n} sacs dans le couloir
donne {item} à {name} s'il te plaît
{name} ne répond pas, réessaie à {h}
dis à {name} que je suis dehors
{name} vient {day} avec {n} amis
demande à {name} s'il y a de la place pour {n} de plus
à quelle heure {name} est rentré à la maison ?
j'ai fait de la soupe, je t'en ai laissé
achète du pain et du lait en route
il n'y a plus de riz, va au magasin avant {h}
je n'ai rien mangé de la journée
on dîne chez nous {day}, viens à {h}
apporte {n} chaises si tu peux
je n'ai presque plus de batterie, je t'écris plus tard
j'ai un nouveau téléphone, l'ancien est cassé
n'appelle pas avant {h}, je dors
internet ne marche pas dans l'appartement
le propriétaire passe {day} à {h}
la porte est ouverte, entre
la clé est sous le paillasson, {place}
on est {n} dans une seule chambre maintenant
j'ai déménagé dans la chambre du haut
la machine à laver est encore en panne
tu peux me prêter {sum} jusqu'à {day} ?
le billet coûte {sum} l'aller simple
j'ai réservé le billet pour {day} à {h}
les photos de passeport coûtent {sum}, {place}
j'ai envoyé les papiers {day}
le bureau était fermé, j'y retourne {day}
joyeux anniversaire, viens à {h}, {place}
le petit est enrhumé, on reste à la maison
le médecin dit de me reposer {n} jours
le match est {day}, viens le regarder avec nous
le chat est encore sur le toit
je suis devant, {place}, et il n'y a personne
tu t'es garé où ? je ne te vois pas
retrouve {name} d'abord et viens chez moi ensuite
merci pour hier, c'était une belle journée
désolé, j'ai oublié, je le fais {day}
mamie demande quand tu rentres à la maison
[broadcast]
Camionnette libre aujourd'hui jusqu'à {h}, écrivez si besoin d'un trajet
Pain frais à l'endroit habituel jusqu'à {h}
Ouvert de nouveau à partir de {h}, même prix que {day}
Le lavage est ouvert jusqu'à {h}, deux pour le prix d'un
Nouveaux cartons arrivés, {place}, jusqu'à {h}
[newnumber]
salut, c'est {name}, voici mon nouveau numéro, efface l'ancien
nouveau numéro, enregistrez-le svp. {name}
)";

}  // namespace clew::gen
