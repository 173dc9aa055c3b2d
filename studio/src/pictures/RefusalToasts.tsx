/** Shows each refusal where Studio's own messages are, long enough to be read. */
import {useToast} from '@sanity/ui/toast'
import {useEffect} from 'react'
import type {LayoutProps} from 'sanity'
import {refusals} from './refusals.ts'

export function RefusalToasts(props: LayoutProps) {
  const {push} = useToast()
  useEffect(() => {
    const listening = refusals.subscribe(({name, reason}) =>
      push({
        status: 'error',
        duration: 20_000,
        closable: true,
        title: `${name} was not uploaded`,
        description: reason,
      }),
    )
    return () => listening.unsubscribe()
  }, [push])
  return props.renderDefault(props)
}
