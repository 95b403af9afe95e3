#include "words.h"

namespace clew::gen {

const std::string_view words_en = R"([code]
en
[name]
English
[first]
Alfie||Alf
Bryony||Bry
Callum||Cal
Daisy
Elsie
Freddie||Fred
Georgina||Georgie
Harvey||Harv
Imogen||Immy
Jasper||Jas
Keira
Lottie
Marcus||Marky
Nadine
Oscar||Oz
Poppy
Rhys
Sienna
Toby||Tobes
Wilfred||Wilf
[last]
Ambersley
Brackwater
Cawdorne
Dunstowe
Ellingfold
Farrowmere
Gainsworth
Hallowick
Ivelmarsh
Kettlebrook
Larkenhall
Marrowby
Netherscale
Ostlemoor
Pelverton
Quenbury
Ravelstock
Selmarsh
Thornwater
Wexmarch
[days]
Monday
Tuesday
Wednesday
Thursday
Friday
Saturday
Sunday
[places]
the station
the car wash
the market
the bakery
the bus station
the corner shop
the park
the garage
the library
the new flat
the petrol station
the harbour
[items]
keys
boxes
jackets
gloves
papers
tools
bags
shoes
charger
blankets
[brief]
ok
OK
yes
no
thanks
on my way
later
why
where are you
sure
fine
call me
[greetings]
hi
hello
morning
good evening
how are you
good night
[say]
see you at {place} at {h}
the train is late again, be there about {h}
can you pick me up from {place} at {h}
bring the {item} to {place} on {day}
I left the {item} in the van
who has the {item} for the house
rent is due on {day}, it is {sum}
I can pay you {sum} now and the rest on {day}
he still owes me {sum}
did you get the {sum} I sent
it is raining here, take a coat
very cold today, the heating is off again
snow on the road, we will be late
so hot in the kitchen I cannot breathe
the shift starts at {h} tomorrow
they changed my shift to {day}
I work from {h}, cannot talk
the boss says come {n} hours earlier on {day}
we need {n} more people on {day}
no work on {day}, stay at home
the van leaves at {h} from {place}
the bus does not go on {day}
I missed the bus, wait for me at {place}
the car needs petrol before we go
the tyre is flat, I am at {place}
turn left after {place} and wait there
how many boxes are left
I put {n} bags in the hall
give the {item} to {name} please
{name} is not answering, try again at {h}
tell {name} that I am outside
{name} is coming on {day} with {n} friends
ask {name} if there is room for {n} more
what time did {name} go home
I cooked soup, there is some left for you
buy bread and milk on the way
we have no rice, go to the shop before {h}
I did not eat all day
dinner at ours on {day}, come at {h}
bring {n} chairs if you can
my phone is nearly flat, I will write later
I have a new phone, the old one is broken
do not call before {h}, I am asleep
the wifi in the flat does not work
the landlord comes on {day} at {h}
the door is open, just come in
the key is under the mat at {place}
there are {n} of us in one room now
I moved to the room upstairs
the washing machine is broken again
can you lend me {sum} until {day}
the ticket costs {sum} one way
I booked the ticket for {day} at {h}
passport photos cost {sum} at {place}
I sent the papers on {day}
the office was closed, I go again on {day}
happy birthday, come to {place} at {h}
the little one has a cold, staying home
doctor says rest for {n} days
the match is on {day}, watch it with us
the cat is on the roof again
I am at {place} and nobody is here
where did you park, I cannot see you
meet {name} first and then come to me
thank you for yesterday, it was a good day
sorry, I forgot, I will do it on {day}
grandmother asks when you are coming home
[broadcast]
Van free today until {h}, message me if you need a lift
Fresh bread at the usual place until {h}, first come first served
Open again from {h}, same price as {day}
Car wash open till {h} today, two for one
New boxes in, at {place} until {h}
[newnumber]
hi it is {name}, this is my new number, delete the old one
new number, please save it. {name}
)";

}  // namespace clew::gen
