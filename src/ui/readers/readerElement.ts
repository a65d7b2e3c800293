import type { ReaderStudyController, ReaderStudyState } from '../../app';
import { FollowingElement } from '../element';

/** Base of the reading study's elements. */
export abstract class ReaderElement extends FollowingElement<ReaderStudyController> {
  get state(): ReaderStudyState {
    return this.controller.getState();
  }
}
