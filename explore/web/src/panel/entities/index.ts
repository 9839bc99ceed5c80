import type { EntityType } from "../../app/entity";
import { artistView } from "./artist";
import { labelView } from "./label";
import { masterView } from "./master";
import { personView } from "./person";
import { releaseView } from "./release";
import { genreView, styleView } from "./tag";
import type { EntityView } from "./view";

export const VIEWS: Readonly<Record<EntityType, EntityView>> = {
  artist: artistView,
  release: releaseView,
  master: masterView,
  label: labelView,
  genre: genreView,
  style: styleView,
  person: personView,
};
