/** Tells how each press of Publish ended, wherever the editor is by then, and keeps the window while one is under way. */
import {useToast} from '@sanity/ui/toast'
import {useEffect} from 'react'
import {useSchema, type LayoutProps, type ObjectSchemaType, type ValidationMarker} from 'sanity'
import {useAskBeforeLeaving} from '../saving/leaving.ts'
import {newlyAway} from './away.ts'
import {mayNot} from './keys.ts'
import type {Outcome} from './publish.ts'
import {usePublisher, useRunning} from './publisher.ts'

const mostProblems = 5

export function Outcomes(props: LayoutProps) {
  const {push} = useToast()
  const schema = useSchema()
  const publisher = usePublisher()
  const running = useRunning(publisher)
  const isBusy = running.size > 0

  useEffect(() => {
    const listening = publisher.ended.subscribe(({id, type, outcome}) => {
      const told = tell(outcome, schema.get(type) as ObjectSchemaType | undefined)
      push({id: toastOf(id), closable: true, ...told})
    })
    return () => listening.unsubscribe()
  }, [publisher, push, schema])

  useEffect(() => {
    const listening = publisher.running.pipe(newlyAway()).subscribe(({id, said}) =>
      push({
        id: toastOf(id),
        status: 'warning',
        duration: 30_000,
        closable: true,
        title: said
          ? 'Not published yet: the Content Lake has a problem'
          : 'Not published yet: the Content Lake does not answer',
        description: `${said ? `It says: ${said} ` : ''}Leave this window open: it is published as soon as the lake is back. If it stays away, check your connection, and that Masthead is still running (npm start).`,
      }),
    )
    return () => listening.unsubscribe()
  }, [publisher, push])

  useAskBeforeLeaving(isBusy)

  return props.renderDefault(props)
}

/** One for all that is told of a press, so that its outcome takes the place of what was said before. */
const toastOf = (id: string) => `publication-${id}`

function tell(outcome: Outcome, type: ObjectSchemaType | undefined) {
  switch (outcome.kind) {
    case 'void':
      return {status: 'info' as const, title: 'There is nothing to publish', duration: 4_000}
    case 'forbidden':
      return {status: 'warning' as const, title: 'Not published', description: mayNot}
    case 'published':
      return {status: 'success' as const, title: 'Published', duration: 4_000}
    case 'problems':
      return {
        status: 'warning' as const,
        duration: 20_000,
        title: 'Not published yet: mend this first',
        description: <Problems problems={outcome.problems} type={type} />,
      }
    case 'refused':
      return {
        status: 'error' as const,
        duration: 60_000,
        title: 'Not published: readers have what they had before',
        description: `${outcome.reason} Press Publish again; if it stays so, copy this message to whoever runs Masthead.`,
      }
  }
}

interface Missing {
  problems: ValidationMarker[]
  type: ObjectSchemaType | undefined
}

function Problems({problems, type}: Missing) {
  const shown = problems.slice(0, mostProblems)
  return (
    <ul style={{margin: 0, paddingInlineStart: '1.2em'}}>
      {shown.map((problem, index) => (
        <li key={index}>
          {titleOf(problem, type)}: {problem.message}
        </li>
      ))}
      {problems.length > shown.length && <li>and {problems.length - shown.length} more</li>}
    </ul>
  )
}

const titleOf = ({path: [name]}: ValidationMarker, type: ObjectSchemaType | undefined): string =>
  type?.fields.find((field) => field.name === name)?.type.title ?? String(name ?? 'The document')
