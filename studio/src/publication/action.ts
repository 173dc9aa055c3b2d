/**
 * The Publish button: Sanity's own for what it says and when there is nothing to publish, with a press that counts at any moment.
 *
 * It also takes one while the form is being checked or has problems: the press waits for the check, and then says what is missing. A button
 * that is off would leave Ctrl+Alt+P without an answer.
 */
import {CheckmarkIcon} from '@sanity/icons/Checkmark'
import {getDraftId, useValidationStatus, type DocumentActionComponent} from 'sanity'
import type {Progress} from './publish.ts'
import {usePublisher, useRunning} from './publisher.ts'
import {usePress} from './usePress.ts'
import {shortcut} from './WithShortcut.tsx'

const waitsFor: Record<Progress, string> = {
  saving: 'Everything is being saved and checked first.',
  asking: 'The Content Lake is being asked.',
  away: 'The Content Lake does not answer. It is published as soon as it is back: leave this window open.',
}

export function publishAction(original: DocumentActionComponent): DocumentActionComponent {
  const Publish: DocumentActionComponent = (props) => {
    const {id, type, draft, published} = props
    const action = original(props)
    const {validation} = useValidationStatus(getDraftId(id), type, true)
    const press = usePress(id, type)
    const progress = useRunning(usePublisher()).get(id)

    if (!action) return action
    if (progress) {
      return {...action, disabled: true, label: 'Publishing…', title: waitsFor[progress]}
    }
    if (!draft && published) return {...action, label: 'Published', icon: CheckmarkIcon}
    const hasProblems = validation.some(({level}) => level === 'error')
    // What is only for a moment has no reason; what an editor may not do has one.
    if (action.disabled && action.title && !hasProblems) return action

    return {
      ...action,
      disabled: false,
      shortcut,
      tone: hasProblems ? 'caution' : action.tone,
      onHandle: press,
    }
  }
  Publish.action = original.action
  Publish.displayName = 'Publish'
  return Publish
}
