"""Given names as passports write them: enough to know a person from a trade mark."""

from __future__ import annotations

from .folding import fold

_RUSSIAN = """
александр александра алексей алина алиса алла альберт альбина анастасия анатолий ангелина
андрей анжела анна антон антонина аркадий арсений артем артур богдан борис вадим валентин
валентина валерий валерия василий василиса вера вероника виктор виктория виталий владимир
владислав владлен всеволод вячеслав галина геннадий георгий герман глеб григорий давид дамир
даниил данила дарья денис диана динара дина дмитрий евгений евгения егор екатерина елена
елизавета жанна захар зинаида зоя иван игнат игорь илья ильдар инга инна иосиф ирина ирма
камиль карина кира кирилл клавдия константин кристина ксения лариса лев леонид лидия лилия
любовь людмила маргарита марат марина мария марк матвей милана мирослав михаил надежда наталия
наталья никита николай нина оксана олег олеся ольга павел петр полина прохор равиль раиса
рамиль ренат римма роберт родион роза роман руслан рустам савелий светлана семен сергей снежана
софия софья станислав степан таисия тамара тарас татьяна тимофей тимур тихон ульяна фаина федор
фарид филипп фёдор христина эдуард элеонора эльвира эмилия эмма эрик юлиан юлия юрий яков яна
ярослав ахмед магомед марьям тигран ашот армен гурген олександр олексій андрій сергій дмитро
микола михайло василь ігор віктор юрій іван петро павло оксана олена ірина тетяна наталія юлія
людмила
"""
_LATIN = """
aaron adam adrian alan albert alex alexander alexandra alexey alice alison amanda amelia amy
andrea andreas andrei andrew andrey angela anna anne anthony anton ava barbara ben benjamin
bernd boris brandon brenda brian carl carol caroline catherine charles charlotte chris
christian christina christine christopher claire claudia daniel daria david deborah dennis
diana dmitri dmitry donald donna dorothy douglas edward elena elizabeth ella emily emma eric
ethan eugene eva evelyn evgeny frank fred gary george george grace greg gregory hannah hans
harold harry heather helen henry igor irina isabella ivan jack jacob james jan jane janet jason
jean jeff jeffrey jennifer jeremy jessica joan joe john jonathan jose joseph joshua juan judith
julia julie justin karen karl kate katherine kathleen keith kelly ken kenneth kevin kimberly
klaus kyle larry laura lauren lawrence linda lisa louis louise lucas lucy luke margaret maria
marie marina mark martin mary matthew melissa mia michael michelle mike mikhail mila natalia
nathan nicholas nicole nikita nikolay nina noah oleg olga oliver olivia pamela patricia patrick
paul pavel peter petr philip rachel ralph raymond rebecca richard robert roger roland ronald
roy russell ruth ryan samantha samuel sandra sara sarah scott sean sergei sergey sharon simon
sophia sophie stefan stephanie stephen steven susan susanne svetlana tatiana teresa theresa
thomas timothy tom tyler ursula uwe vera victor victoria vincent vladimir walter wayne werner
william wolfgang yulia yuri zachary
achim anja anke annette antje axel beate birgit britta dieter dirk dominik elke erich erika
ernst felix florian franz friedrich fritz gabriele gerd gerhard gisela günter günther hanna
heike heinrich heinz helmut hendrik herbert hermann hildegard holger horst ines ingrid jens
joachim jochen jonas jörg josef jürgen kai karin katharina katja katrin kerstin kirsten kurt
lars lena lukas lutz manfred manuel manuela markus martina marcel matthias max maximilian
monika moritz nadine nils norbert oliver otto petra philipp rainer ralf regina reiner renate
rita rolf rudolf rüdiger sabine sebastian sigrid silke simone sonja steffen sven tanja thorsten
tim tobias torsten ulrich ulrike ute volker werner wilhelm yvonne
alejandro antonio carlos carmen diego enrique fernando francisco javier jesus jorge lucia luis
manuela miguel pablo pedro pilar rafael ramon rosa sergio
alain antoine bernard camille céline denis emmanuel françois guillaume hélène jacques jérôme
laurent luc marc mathieu michel nathalie nicolas olivier philippe pierre sylvie thierry xavier
ahmed ali anil arjun deepak fatima hassan ibrahim kumar mehmet mohamed mohammed mustafa omar
priya raj rajesh ravi sanjay sunita wei yusuf
"""
KNOWN_GIVEN = frozenset(map(fold, (_RUSSIAN + _LATIN).split()))


def known_given(word: str) -> bool:
    """Whether a folded word is a given name."""
    return word in KNOWN_GIVEN
