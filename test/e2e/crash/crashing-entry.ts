// The app as it is, with its ports armed first.
import "./arm.ts";
import "../../../functions/index.ts";
