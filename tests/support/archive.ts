/** A large archive: articles with real bodies, no two alike, in English and French, by many authors on many topics, written in batches. */
import type {SanityClient} from '@sanity/client'
import {anArticle, anAuthor, aTopic, referTo} from './newsroom.ts'
import {random} from './sample.ts'

const english =
  'career interview salary notice offer reference recruiter resume letter manager team remote growth skill plan change question answer meeting employer candidate experience confidence preparation listening negotiation company culture feedback'.split(
    ' ',
  )
const french =
  'carrière entretien salaire préavis offre référence recruteur lettre équipe télétravail croissance compétence projet changement question réponse réunion employeur candidat expérience confiance préparation négociation entreprise culture'.split(
    ' ',
  )

const TOPICS = 20
const AUTHORS = 30

/** Every third article is French. The body has about 3 kB. */
export function archiveArticle(number: number) {
  const next = random(number)
  const [language, words] =
    number % 3 === 2 ? (['fr', french] as const) : (['en', english] as const)
  const word = () => words[Math.floor(next() * words.length)] ?? ''
  const sentence = () => {
    const text = Array.from({length: 12}, word).join(' ')
    return `${text[0]?.toUpperCase()}${text.slice(1)}.`
  }
  const body = Array.from({length: 4}, (_, part) => {
    const paragraph = Array.from({length: 8}, sentence).join(' ')
    return `## ${word()} ${word()} ${part}\n\n${paragraph}`
  }).join('\n\n')
  return anArticle(`piece-${number}`, {
    title: `${word()} ${word()} ${number}`,
    standfirst: sentence(),
    language,
    body,
    authors: referTo(`author-writer-${number % AUTHORS}`),
    topics: referTo(`topic-about-${number % TOPICS}`),
  })
}

export async function fillArchive(
  client: SanityClient,
  count: number,
  article: (number: number) => ReturnType<typeof archiveArticle> = archiveArticle,
): Promise<void> {
  const topics = Array.from({length: TOPICS}, (_, i) => aTopic(`about-${i}`, `Topic ${i}`))
  const authors = Array.from({length: AUTHORS}, (_, i) => anAuthor(`writer-${i}`, `Writer ${i}`))
  await client.mutate(topics.map((create) => ({create})))
  await client.mutate(authors.map((create) => ({create})))
  for (let from = 0; from < count; from += 100) {
    const some = Array.from({length: Math.min(100, count - from)}, (_, i) => article(from + i))
    await client.mutate(some.map((create) => ({create})))
  }
}
