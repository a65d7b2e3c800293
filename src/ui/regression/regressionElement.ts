import type { RegressionController, RegressionState } from '../../app/regression';
import { FollowingElement } from '../element';

/** Base of the bench's elements. */
export abstract class RegressionElement extends FollowingElement<RegressionController> {
  get state(): RegressionState {
    return this.controller.getState();
  }
}
