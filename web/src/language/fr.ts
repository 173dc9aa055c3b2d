/**
 * Every word that the site itself says, in Canadian French.
 *
 * Typography as the Office québécois asks: guillemets with no-break spaces inside, one before a colon, none before `?`.
 */
import type {Language} from './language.ts'
import {numbersIn} from './numbers.ts'

const number = numbersIn('fr-CA')

const plural = (count: number, one: string, many: string) =>
  `${number(count)}\u00a0${count < 2 ? one : many}`

const quoted = (text: string) => `«\u00a0${text}\u00a0»`

export const fr: Language = {
  code: 'fr',
  tag: 'fr-CA',
  name: 'Français',
  readInThis: 'Lire en français',
  unnamedFirm: 'Journal',
  skipToContent: 'Aller au contenu',
  home: 'Accueil',
  articles: 'Articles',
  authors: 'Auteurs',
  topics: 'Sujets',
  mainNavigation: 'Navigation principale',
  footerNavigation: 'Pied de page',
  breadcrumbs: 'Vous êtes ici',
  by: 'Par',
  and: 'et',
  published: 'Publié le',
  updated: 'Mis à jour le',
  reviewed: 'Vérifié le',
  reviewedBy: 'par',
  number,
  minutesToRead: (minutes) => `${number(minutes)}\u00a0min de lecture`,
  articleCount: (count) => plural(count, 'article', 'articles'),
  inThisArticle: 'Dans cet article',
  whatChanged: 'Ce qui a changé',
  feed: 'Fil RSS',
  licence: 'Permis',
  newsletter: 'Infolettre',
  share: 'Partager',
  follow: 'Suivre',
  shareByEmail: 'Courriel',
  shareOnLinkedIn: 'LinkedIn',
  aboutTheAuthor: 'À propos de l’auteur',
  aboutTheAuthors: 'À propos des auteurs',
  readNext: 'À lire ensuite',
  previousArticle: 'Précédent',
  nextArticle: 'Suivant',
  betweenArticles: 'Articles précédent et suivant',
  photo: (credit) => `Image\u00a0: ${credit}`,
  latest: 'Derniers articles',
  browseByTopic: 'Parcourir par sujet',
  allArticles: 'Tous les articles',
  // Not « de »: whether its e is said before an h shows in no spelling (Hadrien, Harry; Hubert, Hugh).
  articlesBy: (name) => `Articles signés ${name}`,
  articlesOn: (topic) => `Articles sur le sujet ${quoted(topic)}`,
  credentials: 'Titres professionnels',
  elsewhere: 'Ailleurs',
  writesAbout: 'Écrit sur',
  nothingPublished: 'Rien n’est encore publié en français',
  nothingPublishedText: 'Le premier article paraîtra ici dès sa publication.',
  noArticlesHere: 'Il n’y a pas encore d’articles en français ici.',
  noAuthorsYet: 'Personne n’est encore présenté ici.',
  noTopicsYet: 'Il n’y a pas encore de sujets.',
  pageOf: (page, pages) => `Page\u00a0${number(page)} sur\u00a0${number(pages)}`,
  pages: 'Pages',
  newer: 'Articles plus récents',
  older: 'Articles plus anciens',
  perhapsThese: 'Peut-être l’un de ceux-ci',
  backToFrontPage: 'Aller à la page d’accueil',
  draftBanner: 'Vous regardez du contenu non publié.',
  leaveDraft: 'Quitter l’aperçu',
  reviewBanner:
    'Brouillon, pour relecture. Il n’est pas publié et peut changer; merci de ne pas le transmettre.',
  search: 'Rechercher',
  searchArticles: 'Rechercher un article',
  found: (count, question) =>
    count === 0
      ? `Aucun résultat pour ${quoted(question)}`
      : `${plural(count, 'article', 'articles')} sur ${quoted(question)}`,
  bestOfFound: (count) =>
    `Voici les ${number(count)}\u00a0qui correspondent le mieux. Un mot de plus précise la recherche.`,
  nothingFoundText: 'Essayez avec moins de mots, ou avec un mot plus général.',
  errors: {
    404: {
      title: 'Cette page n’est pas ici',
      text: 'L’adresse est peut-être mal saisie, ou la page a peut-être été déplacée ou retirée.',
    },
    405: {
      title: 'Cette page ne peut qu’être lue',
      text: 'Rien ne peut être envoyé à cette adresse.',
    },
    410: {
      title: 'Cette page n’existe plus',
      text: 'Elle a été retirée définitivement. Les articles parus depuis sont à la page d’accueil.',
    },
    503: {
      title: 'Cette page ne peut pas être affichée pour l’instant',
      text: 'Veuillez réessayer dans une minute. Les autres pages fonctionnent peut-être.',
    },
  },
  reviewLink: {
    over: {
      title: 'Ce lien de relecture a expiré',
      text: 'Veuillez en demander un nouveau à la personne qui vous l’a envoyé.',
    },
    revoked: {
      title: 'Ce lien de relecture a été retiré',
      text: 'Veuillez en demander un nouveau à la personne qui vous l’a envoyé.',
    },
    deleted: {
      title: 'Il n’y a plus rien à relire',
      text: 'Ce que ce lien ouvrait a été supprimé.',
    },
  },
  markdown: {
    unshown: 'Ce passage n’a pas pu être affiché.',
    callouts: {note: 'Note', tip: 'Conseil', caution: 'Attention', example: 'Exemple'},
    table: 'Tableau',
    done: 'Fait\u00a0:',
    open: 'À faire\u00a0:',
    footnotes: 'Notes',
    backToText: 'Retour au texte',
    isFrench: true,
  },
}
