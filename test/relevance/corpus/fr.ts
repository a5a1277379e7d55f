import type { Corpus } from "./types.ts";

export const french = {
  language: "fr",
  notes: [
    {
      key: "bail",
      source: "maison",
      tags: ["contrat"],
      description:
        "Le bail de l'appartement de la rue des Tilleuls se termine le 31 août ; le préavis est d'un mois car la ville est en zone tendue.",
    },
    {
      key: "proprietaire",
      source: "maison",
      tags: ["contact"],
      description:
        "La propriétaire, madame Lefèvre, préfère les courriels et passe relever les compteurs en janvier.",
    },
    {
      key: "medecin",
      source: "santé",
      tags: ["médecin"],
      description:
        "Notre médecin traitant est le docteur Benali ; il reçoit sans rendez-vous le samedi matin.",
    },
    {
      key: "dentiste",
      source: "santé",
      tags: ["médecin"],
      description:
        "Le dentiste propose deux implants en bas à droite, devis de 2 400 euros, la mutuelle en rembourse un tiers.",
    },
    {
      key: "pediatre",
      source: "santé",
      tags: ["enfants"],
      description: "La pédiatre de Chloé a déménagé au 14 avenue Foch ; prochain vaccin en novembre.",
    },
    {
      key: "allergie",
      source: "santé",
      tags: ["enfants"],
      description:
        "Hugo ne supporte ni les noix ni le latex ; son traitement d'urgence est dans la trousse verte du vestibule.",
    },
    {
      key: "lunettes",
      source: "santé",
      tags: ["ophtalmo"],
      description:
        "Nouvelles lunettes commandées chez l'opticien du marché, verres antireflet, à retirer avant Noël.",
    },
    {
      key: "chaudiere",
      source: "maison",
      tags: ["chauffage"],
      description:
        "La chaudière doit rester entre 1 et 1,5 bar ; le robinet de remplissage se trouve derrière la machine à laver.",
    },
    {
      key: "ramonage",
      source: "maison",
      tags: ["chauffage"],
      description:
        "Le ramonage de la cheminée est obligatoire chaque automne, l'assurance demande le certificat.",
    },
    {
      key: "poubelles",
      source: "maison",
      tags: ["déchets"],
      description:
        "On sort la poubelle jaune le mardi soir, le verre se dépose place de l'Église, les encombrants sur appel à la mairie.",
    },
    {
      key: "cles",
      source: "maison",
      tags: ["voisins"],
      description:
        "Un double des clés est chez monsieur Garnier au troisième étage ; la clé de la cave est dans le pot à crayons.",
    },
    {
      key: "photos",
      source: "technique",
      tags: ["sauvegarde"],
      description:
        "Les photos de famille sont sauvegardées chaque dimanche sur le disque noir, avec une copie chez mes parents à Nantes.",
    },
    {
      key: "serveur",
      source: "travail",
      tags: ["sauvegarde"],
      description:
        "Le serveur de préproduction est sauvegardé toutes les nuits à deux heures ; les archives sont gardées trente jours.",
    },
    {
      key: "passeports",
      source: "voyage",
      tags: ["papiers"],
      description:
        "Les passeports sont dans la chemise rouge du bureau ; celui de Camille expire en avril 2028.",
    },
    {
      key: "impots",
      source: "argent",
      tags: ["papiers"],
      description:
        "Déclarer les revenus avant le 6 juin ; les justificatifs de garde d'enfant sont rangés dans le classeur gris.",
    },
    {
      key: "epargne",
      source: "argent",
      tags: ["banque"],
      description: "Virement automatique de 150 euros vers le livret A le cinq de chaque mois.",
    },
    {
      key: "voiture",
      source: "voiture",
      tags: ["garage"],
      description:
        "Contrôle technique de la Clio prévu en février ; le garagiste a signalé des amortisseurs fatigués.",
    },
    {
      key: "assurance",
      source: "voiture",
      tags: ["contrat"],
      description:
        "L'assurance auto est chez la Maif, franchise de 250 euros, assistance dès zéro kilomètre.",
    },
    {
      key: "bretagne",
      source: "voyage",
      tags: ["vacances"],
      description:
        "Le gîte de Roscoff avait une vue superbe sur le port, mais l'escalier est trop raide pour mamie.",
    },
    {
      key: "japon",
      source: "voyage",
      tags: ["vacances"],
      description:
        "Pour le Japon, les billets de train s'achètent avant le départ ; nous voulons dormir deux nuits dans un temple au mont Kōya.",
    },
    {
      key: "siege",
      source: "voyage",
      tags: ["préférence"],
      description: "Préfère voyager en train côté fenêtre, jamais dans le sens contraire à la marche.",
    },
    {
      key: "reunions",
      source: "travail",
      tags: ["préférence"],
      description:
        "Ne souhaite pas de réunion le vendredi après-midi et veut un compte rendu écrit le jour même.",
    },
    {
      key: "langage",
      source: "travail",
      tags: ["décision"],
      description:
        "L'équipe a choisi Kotlin pour la nouvelle application mobile et abandonne la version hybride au printemps.",
    },
    {
      key: "teletravail",
      source: "travail",
      tags: ["décision"],
      description:
        "Le télétravail est limité à trois jours par semaine, le mardi étant réservé aux ateliers sur place.",
    },
    {
      key: "mamie",
      source: "famille",
      tags: ["anniversaire"],
      description:
        "Les quatre-vingts ans de mamie Odette se fêtent le 12 octobre à la salle des fêtes ; tante Sylvie s'occupe du traiteur.",
    },
    {
      key: "cadeau",
      source: "famille",
      tags: ["cadeau"],
      description:
        "Idées de cadeaux pour papa : une boîte à mouches pour la pêche ou un abonnement à une revue d'astronomie.",
    },
    {
      key: "tarte",
      source: "loisirs",
      tags: ["recette"],
      description:
        "Tarte aux mirabelles : pâte brisée maison, un peu de poudre d'amande au fond, quarante minutes à 180 degrés.",
    },
    {
      key: "chorale",
      source: "loisirs",
      tags: ["musique"],
      description:
        "La chorale répète le jeudi à l'école de musique ; on cherche encore deux altos pour le concert de Pâques.",
    },
  ],
  questions: [
    { ask: "Quand se termine le bail de l'appartement ?", find: ["bail"], kind: "words" },
    { ask: "Quand madame Lefevre relève-t-elle les compteurs ?", find: ["proprietaire"], kind: "accent" },
    { ask: "Quel jour le docteur Benali reçoit sans rendez-vous", find: ["medecin"], kind: "words" },
    { ask: "Montant du devis du dentiste pour un implant", find: ["dentiste"], kind: "inflected" },
    { ask: "nouvelle adresse de la pediatre de Chloe", find: ["pediatre"], kind: "accent" },
    { ask: "Où est le traitement d'urgence de Hugo ?", find: ["allergie"], kind: "words" },
    { ask: "Chez quel opticien ai-je commandé les lunettes ?", find: ["lunettes"], kind: "inflected" },
    { ask: "pression en bar de la chaudiere", find: ["chaudiere"], kind: "accent" },
    { ask: "L'assurance exige-t-elle un certificat de ramonage ?", find: ["ramonage"], kind: "words" },
    { ask: "Quel soir sortir les poubelles jaunes ?", find: ["poubelles"], kind: "inflected" },
    { ask: "Qui garde le double des clés ?", find: ["cles"], kind: "words" },
    { ask: "Où sauvegarder les photos de famille ?", find: ["photos"], kind: "inflected" },
    { ask: "À quelle heure la sauvegarde du serveur de préproduction", find: ["serveur"], kind: "inflected" },
    { ask: '"chemise rouge"', find: ["passeports"], kind: "phrase" },
    { ask: "Date limite pour la déclaration des revenus", find: ["impots"], kind: "inflected" },
    { ask: "virement mensuel vers le livret A", find: ["epargne"], kind: "words" },
    { ask: "Que disait le garagiste sur l'amortisseur de la Clio ?", find: ["voiture"], kind: "inflected" },
    { ask: "franchise de l'assurance auto", find: ["assurance"], kind: "words" },
    { ask: "Comment était l'escalier du gîte de Roscoff ?", find: ["bretagne"], kind: "words" },
    { ask: "Quand acheter les billets de train au Japon ?", find: ["japon"], kind: "inflected" },
    { ask: "place de train côté fenêtre ou couloir", find: ["siege"], kind: "words" },
    { ask: "Peut-on poser des réunions un vendredi ?", find: ["reunions"], kind: "inflected" },
    { ask: "Pourquoi Kotlin pour les applications mobiles ?", find: ["langage"], kind: "inflected" },
    { ask: "nombre de jours de télétravial par semaine", find: ["teletravail"], kind: "typo" },
    { ask: "Quel traiteur pour la fête de mamie Odette ?", find: ["mamie"], kind: "words" },
    { ask: "un cadeau de pêche pour papa", find: ["cadeau"], kind: "inflected" },
    { ask: '"poudre d\'amande"', find: ["tarte"], kind: "phrase" },
    { ask: "combien de temps cuire la tarte aux mirabbelles", find: ["tarte"], kind: "typo" },
    { ask: "jour de répétition de la chorale", find: ["chorale"], kind: "words" },
    { ask: "sauvegardes des photos et du serveur", find: ["photos", "serveur"], kind: "inflected" },
  ],
} satisfies Corpus;
