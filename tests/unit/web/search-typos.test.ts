/**
 * Words as readers type them, in English and French: each finds the articles that hold the word that was meant, and nothing that
 * is not akin to it. Words that no article is about find nothing, however near they come to one.
 */
import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {SearchIndex} from '../../../web/src/search/search-index.ts'
import type {Hit} from '../../../web/src/search/searched-articles.ts'

/** The articles of `tests/fixtures/search`, a heading for each. */
async function archiveOf(language: 'en' | 'fr', file: string) {
  const text = readFileSync(new URL(`../../fixtures/search/${file}.md`, import.meta.url), 'utf8')
  const rows = text
    .split(/^# /m)
    .slice(1)
    .map((part, number) => {
      const [title = '', ...body] = part.split('\n')
      const about = {_id: `a${number}`, _rev: 'r1', _updatedAt: '2026-01-01T00:00:00Z', language}
      return {...about, title, slug: title, publishedAt: '2026-01-01', body: body.join('\n')}
    })
  const ask = async <Answer>(_query: string, {after}: Record<string, unknown>): Promise<Answer> =>
    rows.filter(({_id}) => _id > String(after)) as Answer
  const report = (error: unknown) => {
    throw error
  }
  const index = new SearchIndex({ask, report})
  await index.load()
  return (question: string) => index.search(question, language)
}

const search = {
  en: await archiveOf('en', 'english'),
  fr: await archiveOf('fr', 'french'),
}

const typed = {
  en: {
    negotiation: 'negotiaton negociation negotation',
    salary: 'salery sallary slaary',
    interview: 'interveiw intervew interviewnig inteview',
    recruiter: 'recuiter recruter recruiterr',
    reference: 'refrence referance',
    references: 'refferences',
    recommendation: 'recomendation reccomendation',
    colleague: 'collegue colleage colegue',
    responsibilities: 'responsability responsibilties',
    résumé: 'resumé reusme',
    letter: 'leter lettter',
    career: 'carreer carrer',
    accomplishments: 'accomplishements',
    achievement: 'acheivement achievment',
    experience: 'experiance expereince',
    manager: 'managment manger mangaer',
    leadership: 'leadersihp',
    resignation: 'resignaton ressignation',
    severance: 'severence',
    vacation: 'vaccation',
    compensation: 'comensation compensaton',
    employee: 'employe',
    employer: 'emplyoer',
    networking: 'netwroking netowrk',
    discrimination: 'discrimation',
    professional: 'proffesional profesional',
    development: 'developement',
    performance: 'prefomance performence',
    successful: 'sucessful succesful',
    calendar: 'calender',
    criticism: 'critisism',
    organization: 'organisation',
    isolation: 'isolaton',
    flexible: 'flexable',
    schedule: 'shedule',
    permission: 'permision',
    productivity: 'produtivity',
    confidence: 'confidance',
    questions: 'questoins',
    preparation: 'preperation',
  },
  fr: {
    négociation: 'negociaton négotiation negocation',
    salaire: 'salire',
    rémunération: 'remuneration rénumération',
    entrevue: 'entrevu entrvue entreuve',
    embauche: 'embuache embache',
    recruteur: 'recruteru recuteur',
    recrutement: 'recrutemment',
    carrière: 'carierre carière carriere',
    démission: 'démision demmission',
    préavis: 'préavi',
    licenciement: 'licensiement licenciment',
    compétences: 'competances compétance',
    professionnel: 'professionel proffessionnel',
    déménagement: 'déménagment',
    gestionnaire: 'gestionaire',
    employés: 'employes emplyé',
    télétravail: 'teletravail télétravial',
    travailler: 'traval',
    isolement: 'isolment',
    formation: 'formaton',
    expérience: 'experiance',
    discrimination: 'discriminaton',
    bénévolat: 'bénevolat',
    références: 'réferance',
    diplômes: 'diplomes',
    candidates: 'candiate',
    collègues: 'colègue',
    orthographe: 'orthograph ortographe',
    évaluation: 'evaluation évalution',
    réseautage: 'réseautge',
    indemnité: 'indemnitée',
  },
}

const elsewhere = {
  en: 'poison potion giraffe zeppelin volcano penguin spaghetti guitar potato kitchen parrot mountain dentist garden football marriage banana elephant chocolate airplane painting whisky safari cat cats 2031',
  fr: 'girafe fromage volcan éléphant chocolat jardin montagne poisson mariage cuisine musique guitare parent oiseau chat 2031',
}

const marks = (hits: Hit[]): string[] => [
  ...new Set(
    hits.flatMap(({title, excerpt}) =>
      [...title, ...excerpt].filter(({isHit}) => isHit).map(({text}) => text.toLowerCase()),
    ),
  ),
]

const beginning = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').slice(0, 4)

for (const language of ['en', 'fr'] as const) {
  for (const [meant, words] of Object.entries(typed[language])) {
    test(`in ${language}, "${meant}" is found by ${words}`, () => {
      for (const word of words.split(' ')) {
        const found = marks(search[language](word).hits)

        expect(found, word).toContain(meant)
        expect(new Set(found.map(beginning)), word).toEqual(new Set([beginning(meant)]))
      }
    })
  }

  test(`in ${language}, a word that no article is about finds nothing`, () => {
    for (const word of elsewhere[language].split(' '))
      expect({word, found: marks(search[language](word).hits)}).toEqual({word, found: []})
  })
}

test('a space that is missing is put in', () => {
  const {hits} = search.en('coverletter')

  expect(marks(hits)).toEqual(['cover', 'letter'])
})

test('a question is asked by its telling words, each with its slips', () => {
  const {hits, total} = search.en('how do I prepair for an intervew')

  expect(total).toBe(1)
  expect(hits[0]?.slug).toBe('The interview that goes well')
  expect(search.en('giraffes in the zoo').total).toBe(0)
})

test('words that articles hold are taken at their word', () => {
  const {hits} = search.en('part')

  expect(marks(hits)).toEqual([])
  expect(marks(search.en('read').hits)).toEqual(['read', 'reads'])
})
