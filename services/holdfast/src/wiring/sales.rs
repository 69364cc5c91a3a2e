//! Reservation asks the order service what is sold and what may yet be.

use async_trait::async_trait;
use order::app::SalesRecords;
use order::domain::sales::{LedgerRow, OrderStage, UnderWay};
use primitives::{EventId, OrderId, SeatId};
use reservation::ports::{OrderUnderWay, Sales, SalesSnapshot, SalesUnavailable, Stage, Standing};

pub(crate) struct OrderSales(pub(crate) SalesRecords);

#[async_trait]
impl Sales for OrderSales {
    async fn begin_rebuild(&self, event: EventId) -> Result<SalesSnapshot, SalesUnavailable> {
        let sales = self.0.begin_rebuild(event).await.map_err(|error| SalesUnavailable(error.into()))?;
        Ok(SalesSnapshot {
            epoch: sales.epoch,
            sold: sold(sales.sold),
            under_way: sales.under_way.into_iter().map(|order| self.under_way(order)).collect(),
        })
    }

    async fn standing(&self, event: EventId, orders: &[OrderId]) -> Result<Standing, SalesUnavailable> {
        let standing =
            self.0.standing(event, orders).await.map_err(|error| SalesUnavailable(error.into()))?;
        Ok(Standing { sold: sold(standing.sold), ended: standing.ended })
    }
}

impl OrderSales {
    fn under_way(&self, order: UnderWay) -> OrderUnderWay {
        let pinned_until = self.0.pinned_until(&order);
        let UnderWay { order, seats, holds, owner, stage, created: _ } = order;
        let stage = match stage {
            OrderStage::Authorizing => Stage::Authorizing,
            OrderStage::Confirming => Stage::Confirming,
        };
        OrderUnderWay { order, seats, holds, owner, stage, pinned_until }
    }
}

fn sold(rows: Vec<LedgerRow>) -> Vec<(SeatId, OrderId)> {
    rows.into_iter().map(|row| (row.seat, row.order)).collect()
}
