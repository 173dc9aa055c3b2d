/** Publish, pressed by hand: once it has happened, what was planned for this draft has happened too, and the plan goes. */
import {useEffect} from 'react'
import {filter} from 'rxjs'
import {useDocumentStore, type LayoutProps} from 'sanity'
import {usePublisher} from '../publication/publisher.ts'
import {plansFor} from './answers.ts'
import {useSchedule} from './useSchedule.ts'

export function PublishedByHand(props: LayoutProps) {
  const store = useDocumentStore()
  const {ended} = usePublisher()
  const {cancel} = useSchedule()
  useEffect(() => {
    const published = ended.pipe(filter(({outcome}) => outcome.kind === 'published'))
    const listening = published.subscribe(({id}) => {
      void plansFor(store, id).then((plans) =>
        Promise.all(plans.filter(({action}) => action === 'publish').map(cancel)),
      )
    })
    return () => listening.unsubscribe()
  }, [store, ended, cancel])
  return props.renderDefault(props)
}
