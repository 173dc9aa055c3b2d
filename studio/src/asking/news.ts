/**
 * What the lake says to a question, kept up to date also when it was away for a moment.
 *
 * Studio's `listenQuery` ends with the first question that fails, and when its event stream cannot be opened at once.
 */
import {catchError, concat, map, of, switchMap, timer, type Observable} from 'rxjs'

export type News<Answer> =
  | {kind: 'answer'; answer: Answer}
  /** What was known may be over. The lake is asked again after a pause. */
  | {kind: 'failed'}

const pauseMs = 5_000

export const keptUpToDate = <Answer>(answers: Observable<Answer>): Observable<News<Answer>> =>
  answers.pipe(
    map((answer): News<Answer> => ({kind: 'answer', answer})),
    catchError((_, again) =>
      concat(of<News<Answer>>({kind: 'failed'}), timer(pauseMs).pipe(switchMap(() => again))),
    ),
  )
