#include "words.h"

namespace clew::gen {

const std::string_view words_pt = R"([code]
pt
[name]
Portuguese
[first]
Afonso
Benedita||Bené
Caetano
Dulce
Estêvão|Estevao
Filomena||Mena
Gaspar
Henriqueta
Inácio|Inacio
Jacira
Leônidas|Leonidas|Léo
Matilde||Tilde
Norberto||Beto
Otília|Otilia
Perpétua|Perpetua
Quitéria|Quiteria
Raimundo||Mundinho
Sebastião|Sebastiao|Tião
Úrsula|Ursula
Valdemar||Dema
[last]
Amoreiral
Brejoalto
Canavialzinho
Dunas Figueirol
Espinhalva
Figueirinhas Novas
Girassolense
Jaqueiral
Limoeirense
Mangabeirão|Mangabeirao
Nogueiral Pó|Nogueiral Po
Oliveirinha Rêgo|Oliveirinha Rego
Pinhalzeira
Ribeirosa
Sabugalho
Videiral
[days]
segunda
terça
quarta
quinta
sexta
sábado
domingo
[places]
estação
lava-rápido
feira
padaria
rodoviária
loja da esquina
parque
oficina
biblioteca
apartamento novo
posto
porto
[items]
as chaves
as caixas
os casacos
as luvas
os papéis
as ferramentas
as sacolas
os sapatos
o carregador
os cobertores
[brief]
ok
sim
não
tá bom
obrigado
tô indo
depois
por quê
cadê você
claro
me liga
blz
[greetings]
oi
olá
bom dia
boa noite
tudo bem
até amanhã
[say]
a gente se vê às {h}, lugar: {place}
o trem atrasou de novo, chego lá pelas {h}
você pode me buscar às {h}? {place}
traz {item} na {day}, por favor
esqueci {item} na van
quem está com {item} da casa?
o aluguel vence {day}, são {sum}
te pago {sum} agora e o resto {day}
ele ainda me deve {sum}
você recebeu os {sum} que mandei?
está chovendo aqui, leva um casaco
hoje está muito frio, o aquecedor parou de novo
tem neve na estrada, vamos nos atrasar
está tão quente na cozinha que não dá para respirar
o turno começa amanhã às {h}
mudaram meu turno para {day}
trabalho a partir das {h}, não posso falar
o chefe disse para vir {n} horas mais cedo {day}
precisamos de mais {n} pessoas {day}
{day} não tem trabalho, fica em casa
a van sai às {h}, lugar: {place}
o ônibus não passa {day}
perdi o ônibus, me espera, {place}
precisa abastecer antes de sair
furou o pneu, estou perto: {place}
vira à esquerda, {place}, e espera lá
quantas caixas sobraram?
deixei {n} sacos no corredor
dá {item} para {name}, por favor
{name} não atende, tenta de novo às {h}
diz para {name} que estou lá fora
{name} vem {day} com {n} amigos
pergunta para {name} se cabe mais {n}
que horas {name} foi para casa?
fiz sopa, deixei um prato para você
compra pão e leite no caminho
acabou o arroz, vai na loja antes das {h}
não comi nada o dia inteiro
jantar aqui em casa {day}, vem às {h}
traz {n} cadeiras se puder
minha bateria está acabando, escrevo mais tarde
estou de telefone novo, o velho quebrou
não liga antes das {h}, estou dormindo
a internet do apartamento não funciona
o dono da casa vem {day} às {h}
a porta está aberta, pode entrar
a chave está debaixo do tapete, {place}
agora somos {n} num quarto só
mudei para o quarto de cima
a máquina de lavar quebrou outra vez
você me empresta {sum} até {day}?
a passagem custa {sum} só de ida
comprei a passagem para {day} às {h}
as fotos do passaporte custam {sum}, {place}
mandei os papéis {day}
o escritório estava fechado, volto {day}
feliz aniversário, vem às {h}, {place}
o pequeno está resfriado, vamos ficar em casa
o médico mandou descansar {n} dias
o jogo é {day}, vem assistir com a gente
o gato subiu no telhado outra vez
estou aqui, {place}, e não tem ninguém
onde você estacionou? não te vejo
encontra {name} primeiro e depois vem para cá
obrigada por ontem, foi um dia bonito
desculpa, esqueci, faço isso {day}
a vovó pergunta quando você volta para casa
[broadcast]
Van livre hoje até as {h}, chama aqui se precisar de transporte
Pão quentinho no lugar de sempre até as {h}
Aberto de novo a partir das {h}, mesmo preço de {day}
O lava-rápido fica aberto até as {h}, dois pelo preço de um
Chegaram caixas novas, {place}, até as {h}
[newnumber]
oi, aqui é {name}, este é o meu número novo, apaga o antigo
número novo, salva aí por favor. {name}
)";

}  // namespace clew::gen
