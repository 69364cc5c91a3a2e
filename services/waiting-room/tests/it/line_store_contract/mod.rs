//! What every line store must do. An engine adds one line: `line_store_contract!(name, open)`, where `open` is an async function that makes
//! a [`World`].

pub(crate) mod admissions;
pub(crate) mod calls;
pub(crate) mod controls;
pub(crate) mod equal;
pub(crate) mod joins;
pub(crate) mod recovery;
pub(crate) mod rooms;
pub(crate) mod sessions;
pub(crate) mod views;
mod world;

pub(crate) use world::World;

macro_rules! line_store_contract {
    ($name:ident, $open:path) => {
        mod $name {
            $crate::line_store_contract::line_store_contract! { @groups $open;
                rooms {
                    a_room_is_opened_once_until_it_is_closed,
                    a_room_that_is_opened_anew_has_no_places,
                    operators_change_what_they_name_and_nothing_else,
                    what_is_left_may_allow_fewer_than_the_cap,
                    a_brake_slows_the_line_down_and_stops_it_where_nothing_answers,
                    what_the_line_does_by_itself_is_done_to_the_room_it_was_decided_for,
                    rooms_that_are_long_closed_are_forgotten,
                    a_draw_is_sealed_and_opened_once,
                    without_a_room_nothing_happens,
                }
                joins {
                    places_are_given_in_order_and_once_to_each_visitor,
                    a_place_that_has_ended_is_given_up_for_another_one_once,
                    a_hundred_visitors_at_once_have_a_hundred_places,
                    a_closed_room_takes_no_one,
                    those_who_register_are_listed,
                    a_visitor_is_found_again,
                }
                calls {
                    the_line_is_called_in_order_up_to_the_cap,
                    no_more_are_called_than_the_ceiling_allows,
                    who_is_not_there_keeps_the_number_and_goes_first_when_back,
                    a_pause_calls_no_one_and_saves_nothing_up,
                    a_place_that_is_left_is_passed_over,
                    turns_of_many_instances_never_exceed_the_cap,
                    a_turn_does_not_pass_over_the_whole_line,
                }
                sessions {
                    a_second_claim_gets_the_session_of_the_first,
                    a_call_is_claimed_by_its_visitor_and_in_time,
                    a_session_lives_by_its_lease_and_no_longer_than_its_end,
                    a_slot_is_free_as_soon_as_its_place_is_left,
                }
                admissions {
                    what_becomes_of_slots_is_recorded_in_its_order,
                    a_room_that_is_opened_anew_has_a_new_record,
                }
                views {
                    a_view_has_what_is_new_and_says_where_nothing_is,
                    a_reader_of_another_epoch_gets_all,
                }
                controls {
                    what_operators_do_is_recorded_with_the_change,
                    the_log_outlives_its_room_and_is_bounded,
                }
                recovery {
                    a_line_that_was_lost_is_put_together_again,
                    an_instance_that_was_stopped_brings_nothing_back,
                    of_two_rooms_the_later_one_stays,
                    a_place_is_recalled_by_its_ticket,
                }
                equal { random_commands_have_the_outcome_that_the_rules_say }
            }
        }
    };
    (@groups $open:path; $($module:ident { $($test:ident),+ $(,)? })+) => {
        $(mod $module {
            $(#[tokio::test]
            async fn $test() {
                $crate::line_store_contract::$module::$test(&$open().await).await;
            })+
        })+
    };
}

pub(crate) use line_store_contract;
