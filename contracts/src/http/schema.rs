//! Descriptions of fields that say more than their type does, so that a program that reads them knows what will be taken.

use serde_json::{Value, json};
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, OneOfBuilder, SchemaFormat, SchemaType, Type};

const SEATS_OF_AN_ORDER_MAX: usize = 8;

/// How many are taken in one call is a setting, so it is not said here.
pub(super) fn seats_of_a_hold() -> ArrayBuilder {
    let kind = SchemaType::from_iter([Type::Array, Type::Null]);
    seats().schema_type(kind).examples([Value::Null])
}

pub(super) fn seats_of_a_sale() -> ArrayBuilder {
    let kind = SchemaType::from_iter([Type::Array, Type::Null]);
    seats().schema_type(kind).max_items(Some(SEATS_OF_AN_ORDER_MAX)).examples([Value::Null])
}

pub(super) fn seats_of_an_order() -> ArrayBuilder {
    seats().max_items(Some(SEATS_OF_AN_ORDER_MAX)).examples([json!([42])])
}

/// Of a purchase: a number, or text with or without the letter that events have in the source design.
pub(super) fn event_of_a_purchase() -> OneOfBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^E?[1-9][0-9]{0,17}$"));
    OneOfBuilder::new().item(id()).item(text).examples([json!("E7")])
}

/// The id of an event of a seat map.
pub(super) fn map_position() -> ObjectBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]+-[0-9]+$"));
    text.description(Some("`<epoch>-<version>`")).examples([json!("1-17")])
}

pub(super) fn order_version() -> ObjectBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9]+$"));
    text.description(Some("The version of the order")).examples([json!("3")])
}

fn seats() -> ArrayBuilder {
    ArrayBuilder::new().items(id()).min_items(Some(1)).unique_items(true)
}

fn id() -> ObjectBuilder {
    let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
    ObjectBuilder::new().schema_type(Type::Integer).format(Some(format)).minimum(Some(1))
}
