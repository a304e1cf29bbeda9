"""Which words is the demonstration made of? Common names, towns of France, and those whom schools are called after."""

from typing import Final, NamedTuple


class Town(NamedTuple):
    """`department` is what the UAIs of its schools begin with."""

    name: str
    postcode: str
    department: str
    zone: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES: Final = _words("""
    Adam Adèle Agathe Alexandre Alice Alix Aliya Amandine Ambre Amine Anaïs André Anissa Anna Anouk Antoine Arthur
    Assia Aude Augustin Aurore Axel Aya Ayoub Baptiste Basile Bastien Benoît Bérénice Bilal Boubacar Brieuc
    Camille Capucine Caroline Cécile Céleste Célia Chaïma Charlotte Chloé Christophe Claire Clara Clément Coline
    Constance Corentin Côme Damien Daphné Diane Dina Djibril Éléonore Éliott Élisa Élise Éloïse Elsa Emma Émile
    Émilie Enzo Esteban Estelle Ethan Eva Fabien Fatima Fatou Félix Flavie Florian France Gabin Gabriel Gaël
    Gaspard Gauthier Hadrien Hélène Héloïse Hugo Hussein Ibrahim Idriss Inaya Inès Iris Isaac Ismaël Jade Jeanne
    Jérémy Joachim Jules Juliette Justine Kaïs Karim Kenza Kévin Laure Léa Léna Léo Léonie Liam Lila Lilou Lina
    Linh Loïc Lola Louane Louis Louise Lucas Lucie Ludivine Maël Maëlys Malik Manon Marceau Margaux Margot Maria
    Marion Marius Marwa Mathilde Mathis Maxence Maya Mehdi Mélanie Mila Mohamed Morgane Myriam Nadia Naël Naïm
    Nathan Nina Ninon Noa Noé Noémie Nolan Nour Océane Octave Odile Olivia Oscar Ousmane Paola Paul Pauline
    Perrine Pierre Quentin Rania Raphaël Rayan Rémi Robin Romane Romain Rosalie Roxane Ryad Sacha Salma Salomé
    Samuel Sandrine Sarah Sasha Selma Sibylle Simon Sofia Soline Solène Soraya Suzanne Tessa Théa Théo Théodore
    Thomas Tiago Timothée Tristan Valentine Victoire Victor Violette Wassim Willy Xavier Yanis Yann Yasmine
    Youssef Yvan Zacharie Zélie Zoé
""")

LAST_NAMES: Final = _words("""
    Abadie Allard Amrani Andrieu Arnaud Aubert Aubry Bailly Barbier Baron Barre Barthélemy Baudry Bazin Belhadj
    Benali Benard Benoît Berger Bernard Berthelot Bertin Bertrand Besnard Besson Blanc Blanchard Blanchet Bodin
    Bonnet Bouchard Boucher Boulanger Bourdon Bourgeois Bousquet Boutin Bouvier Boyer Breton Briand Brun Brunet
    Buisson Camara Carlier Caron Carpentier Chambon Charles Charpentier Charrier Chauveau Chauvin Chevalier
    Chevallier Cissé Clément Colas Colin Collet Collin Cordier Cousin Coulibaly Courtois Coste Da-Silva Daniel
    David Delaunay Delmas Delorme Denis Deschamps Diallo Diaz Didier Dos-Santos Dubois Duchêne Dufour Dumas Dumont
    Dupont Dupré Dupuis Dupuy Durand Duval Étienne Évrard Fabre Faure Favre Fernandez Ferrand Ferreira Ferry
    Fischer Fleury Fontaine Fournier François Gaillard Garcia Garnier Gauthier Gautier Gay Gérard Germain Gervais
    Gilbert Gilles Girard Giraud Gomez Gonzalez Grondin Guérin Guichard Guillaume Guillet Guillot Guyot Haddad
    Hamel Hamon Hardy Hébert Henry Herve Hoarau Hoang Huet Hubert Humbert Imbert Jacob Jacques Jacquet Jean Joly
    Joubert Jourdan Julien Keita Klein Konaté Lacroix Lambert Lamy Langlois Laporte Laroche Laurent Le-Gall
    Le-Goff Le-Roux Lebon Lebrun Leclerc Leclercq Lecomte Lefebvre Lefèvre Legrand Lejeune Lemaire Lemoine Lenoir
    Lepage Leroy Lesage Léger Lévêque Lopez Louis Lucas Maillard Mallet Marchal Marchand Maréchal Marie Marion
    Martel Martin Martinez Mary Masson Mathieu Maurice Mercier Meunier Meyer Michaud Michel Millet Monnier Moreau
    Morel Morin Morvan Moulin Muller N’Diaye Navarro Nguyen Nicolas Noël Olivier Pages Paris Parent Pasquier Paul
    Payet Pelletier Pereira Perez Perret Perrier Perrin Perrot Petit Petitjean Philippe Picard Pichon Pierre
    Poirier Pons Poulain Prévost Rahmani Raymond Rémy Renard Renaud Rey Reynaud Richard Rivière Robert Robin Roche
    Rodrigues Roger Rolland Rossi Rousseau Roussel Roux Roy Royer Sanchez Sauvage Schmitt Schneider Seguin Simon
    Soulier Sow Tanguy Tessier Texier Thibault Thomas Toussaint Traoré Tran Vasseur Vallet Verdier Vidal Vincent
    Voisin Weber Yilmaz Zimmermann
""")

# In turn, so that few of them are already of several kinds.
KINDS: Final = "Collège", "Lycée", "École", "Collège", "Lycée professionnel", "Collège", "Lycée", "Cité scolaire"

PATRONS: Final = _words("""
    Aimé-Césaire Albert-Camus Alfred-Nobel Alice-Guy Ambroise-Paré Anatole-France André-Malraux Anita-Conti
    Anne-Frank Antoine-de-Saint-Exupéry Aristide-Briand Arthur-Rimbaud Berthe-Morisot Blaise-Pascal
    Camille-Claudel Charles-Péguy Claude-Debussy Claude-Monet Clémence-Royer Colette Condorcet Denis-Diderot
    Édith-Piaf Émile-Zola Émilie-du-Châtelet Eugénie-Cotton Évariste-Galois Frédéric-Mistral George-Sand
    Georges-Brassens Germaine-Tillion Gisèle-Halimi Guillaume-Apollinaire Gustave-Eiffel Hélène-Boucher
    Henri-Matisse Henri-Wallon Honoré-de-Balzac Irène-Joliot-Curie Jacques-Prévert Jean-Jaurès Jean-Moulin
    Jean-Rostand Jean-Vilar Jeanne-Barret Joachim-du-Bellay Joséphine-Baker Jules-Ferry Jules-Verne
    Katherine-Johnson La-Fontaine Lamartine Léon-Blum Louis-Aragon Louis-Pasteur Louise-Michel Lucie-Aubrac
    Madeleine-Brès Marcel-Pagnol Marcelin-Berthelot Marguerite-Duras Marguerite-Yourcenar Marie-Curie
    Maryam-Mirzakhani Maurice-Ravel Molière Montaigne Nelson-Mandela Niki-de-Saint-Phalle Olympe-de-Gouges
    Paul-Cézanne Paul-Éluard Paul-Langevin Pierre-de-Ronsard Pierre-Mendès-France René-Cassin René-Descartes
    Robert-Desnos Robert-Doisneau Romain-Rolland Rosa-Bonheur Rosa-Parks Simone-de-Beauvoir Simone-Veil
    Sonia-Delaunay Sophie-Germain Stendhal Suzanne-Lenglen Victor-Hugo Voltaire Wangari-Maathai
""")

TOWNS: Final = tuple(
    Town(*line.split(" | "))
    for line in """
Aix-en-Provence | 13100 | 013 | Académie d’Aix-Marseille
Marseille | 13005 | 013 | Académie d’Aix-Marseille
Avignon | 84000 | 084 | Académie d’Aix-Marseille
Amiens | 80000 | 080 | Académie d’Amiens
Beauvais | 60000 | 060 | Académie d’Amiens
Besançon | 25000 | 025 | Académie de Besançon
Belfort | 90000 | 090 | Académie de Besançon
Bordeaux | 33000 | 033 | Académie de Bordeaux
Pau | 64000 | 064 | Académie de Bordeaux
Périgueux | 24000 | 024 | Académie de Bordeaux
Clermont-Ferrand | 63000 | 063 | Académie de Clermont-Ferrand
Aurillac | 15000 | 015 | Académie de Clermont-Ferrand
Ajaccio | 20000 | 620 | Académie de Corse
Bastia | 20200 | 720 | Académie de Corse
Créteil | 94000 | 094 | Académie de Créteil
Saint-Denis | 93200 | 093 | Académie de Créteil
Meaux | 77100 | 077 | Académie de Créteil
Dijon | 21000 | 021 | Académie de Dijon
Nevers | 58000 | 058 | Académie de Dijon
Grenoble | 38000 | 038 | Académie de Grenoble
Annecy | 74000 | 074 | Académie de Grenoble
Valence | 26000 | 026 | Académie de Grenoble
Pointe-à-Pitre | 97110 | 971 | Académie de Guadeloupe
Cayenne | 97300 | 973 | Académie de Guyane
Saint-Denis | 97400 | 974 | Académie de La Réunion
Saint-Pierre | 97410 | 974 | Académie de La Réunion
Lille | 59000 | 059 | Académie de Lille
Roubaix | 59100 | 059 | Académie de Lille
Arras | 62000 | 062 | Académie de Lille
Limoges | 87000 | 087 | Académie de Limoges
Guéret | 23000 | 023 | Académie de Limoges
Lyon | 69003 | 069 | Académie de Lyon
Saint-Étienne | 42000 | 042 | Académie de Lyon
Bourg-en-Bresse | 01000 | 001 | Académie de Lyon
Fort-de-France | 97200 | 972 | Académie de Martinique
Mamoudzou | 97600 | 976 | Académie de Mayotte
Montpellier | 34000 | 034 | Académie de Montpellier
Nîmes | 30000 | 030 | Académie de Montpellier
Perpignan | 66000 | 066 | Académie de Montpellier
Nancy | 54000 | 054 | Académie de Nancy-Metz
Metz | 57000 | 057 | Académie de Nancy-Metz
Épinal | 88000 | 088 | Académie de Nancy-Metz
Nantes | 44000 | 044 | Académie de Nantes
Angers | 49000 | 049 | Académie de Nantes
La Roche-sur-Yon | 85000 | 085 | Académie de Nantes
Nice | 06000 | 006 | Académie de Nice
Toulon | 83000 | 083 | Académie de Nice
Rouen | 76000 | 076 | Académie de Normandie
Caen | 14000 | 014 | Académie de Normandie
Alençon | 61000 | 061 | Académie de Normandie
Orléans | 45000 | 045 | Académie d’Orléans-Tours
Tours | 37000 | 037 | Académie d’Orléans-Tours
Chartres | 28000 | 028 | Académie d’Orléans-Tours
Paris | 75011 | 075 | Académie de Paris
Paris | 75019 | 075 | Académie de Paris
Poitiers | 86000 | 086 | Académie de Poitiers
La Rochelle | 17000 | 017 | Académie de Poitiers
Reims | 51100 | 051 | Académie de Reims
Troyes | 10000 | 010 | Académie de Reims
Rennes | 35000 | 035 | Académie de Rennes
Brest | 29200 | 029 | Académie de Rennes
Saint-Brieuc | 22000 | 022 | Académie de Rennes
Strasbourg | 67000 | 067 | Académie de Strasbourg
Colmar | 68000 | 068 | Académie de Strasbourg
Toulouse | 31000 | 031 | Académie de Toulouse
Albi | 81000 | 081 | Académie de Toulouse
Foix | 09000 | 009 | Académie de Toulouse
Versailles | 78000 | 078 | Académie de Versailles
Argenteuil | 95100 | 095 | Académie de Versailles
Évry-Courcouronnes | 91000 | 091 | Académie de Versailles
Nanterre | 92000 | 092 | Académie de Versailles
""".strip().splitlines()
)
